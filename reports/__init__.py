"""The weekly report: what people asked, what tricked them, what official information was missing."""
