"""The demonstration: a fictional province whose public pages the real crawler visits over HTTP."""
