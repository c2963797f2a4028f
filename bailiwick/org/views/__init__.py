"""Pages of the door, of organisation and people, accounts, posts and calendar."""
