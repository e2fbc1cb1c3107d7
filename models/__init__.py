"""Vocabulary and persistence. The only package that speaks SQL."""
