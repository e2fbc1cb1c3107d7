"""Accounts of staff: signing in, second factors, one-time links, and what administrators do."""
