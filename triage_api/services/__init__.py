"""Use cases: one module each. They take a session, never commit, and know nothing of HTTP."""
