"""Scam rules as described data: one YAML file per family, read and checked by ``nlp.rules.load``."""
