"""Files of posts that people bring: JSONL, CSV and XLSX in, masked posts out. Nothing is written here."""
