"""The sections of the weekly report, one module each, in the order of the report (SPEC §7).

To add one: write ``reports/sections/<name>.py`` with ``CODE``, ``TITLE`` and ``build``, and add its line here.
"""

from __future__ import annotations

from typing import Protocol

from reports.content import Section
from reports.facts import Facts
from reports.sections import (
    claims,
    coming,
    corrections,
    figures,
    five_sentences,
    gaps,
    helped,
    machine,
    outages,
    questions,
    scams,
)


class SectionModule(Protocol):
    """What a section is: a stable code, the heading people read, and how it is made."""

    CODE: str
    TITLE: str

    def build(self, facts: Facts) -> Section:
        """The section of one week; pure."""


SECTIONS: tuple[SectionModule, ...] = (
    five_sentences,
    figures,
    gaps,
    scams,
    claims,
    questions,
    helped,
    machine,
    outages,
    corrections,
    coming,
)
