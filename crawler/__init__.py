"""Web in, masked posts out. Reads only, never writes to a site."""
