"""The labelled corpus and the frozen protected corpus, written for this project."""
