"""Text in, findings out. Pure: no database, no network."""
