"""Cheap signs that an address may stand in a text, for ``nlp.normalise.addresses``: most texts hold none."""

from __future__ import annotations


def has_slash_of_no_date(text: str) -> bool:
    """Whether a slash stands anywhere but between two digits, where no address has its first one."""
    at = text.find("/")
    while at >= 0:
        if not (text[at + 1 : at + 2].isdigit() and text[max(0, at - 1) : at].isdigit()):
            return True
        at = text.find("/", at + 1)
    return False


def has_word_for_a_dot(text: str) -> bool:
    """Whether a word that stands for a dot is written, with the space behind it."""
    # Spelt out: a loop over the words costs twice the time, and this runs on every post.
    return "chấm " in text or "cham " in text or " dot " in text or "CHẤM " in text or "Chấm " in text
