"""One module per kind of source. Parse functions are pure: (bytes, url) in, found posts and links out."""
