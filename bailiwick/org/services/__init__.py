"""Official acts on people, posts, accounts, sessions, courts and the calendar."""
