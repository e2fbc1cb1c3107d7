"""What a listing says of its pages: those that stand as they stood when they were read are not asked for again.

A forum's list names the last reply of every thread. The list itself is never the same twice (it counts views), so
without this every thread would be fetched whenever the list is. A state is remembered under an address of its own
as if it were the body of a page, and only when the page and all its continuations were read or are settled.

It cannot see: an edit that changes nothing in the list. So a state holds until the end of a day, and every listed
page is looked at again once a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crawler.incremental import Validators, fingerprint
from crawler.items import Lead
from crawler.plan import Page, Plan

_SUFFIX = "#as-of"
"""No page has this address: a fragment is never sent."""


@dataclass(slots=True)
class Whole:
    """A listed page with its continuations, while they are being read. ``waiting`` counts pages still to come."""

    state: Page
    waiting: int = 0
    failed: bool = False


def state_of(lead: Lead, day: date) -> Page | None:
    """What the listing says of a page, in the form in which it is remembered; None when it says nothing."""
    if lead.as_of is None:
        return None
    given = Validators(None, None, fingerprint(f"{lead.as_of}\n{day}".encode("utf-8", "replace")))
    return Page(lead.url + _SUFFIX, 200, validators=given)


def stands(plan: Plan, state: Page | None) -> bool:
    """Whether the page was read to its end in just this state."""
    given = None if state is None else state.validators
    if state is None or given is None or given.body_hash is None:
        return False
    return plan.unchanged(state.url, given.body_hash)


def finished(wholes: Iterable[Whole], failed: bool = False) -> tuple[Page, ...]:
    """Count one page of these as read (or, ``failed``, as still to be read): the states now to be remembered."""
    done = []
    for whole in wholes:
        whole.waiting -= 1
        whole.failed = whole.failed or failed
        if whole.waiting == 0 and not whole.failed:
            done.append(whole.state)
    return tuple(done)
