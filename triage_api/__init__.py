"""The review queue: JSON under /api/v1 and server-rendered pages."""
