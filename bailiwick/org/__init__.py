"""组织人员: courts, groups, people, posts, accounts, and who may see what."""
