"""审批: steps, inbox, opinions, returns. Knows a subject (type, id, court, title), no case."""
