"""One module per question asked of the database. Functions take a session and never commit."""
