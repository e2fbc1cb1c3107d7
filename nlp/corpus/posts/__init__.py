"""Data only: the labelled posts, one JSON object a line, read by ``nlp.corpus.load``."""
