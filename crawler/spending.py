"""What a run may still ask for: its pages and bytes, and how many of the pages may be lists."""

from __future__ import annotations

from crawler.items import Lead
from crawler.plan import Ledger, Plan
from models.vocabulary import Budget


class Spending:
    """The budget of one run. What is cut short and put off is noted in its ledger."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self._plan, self._ledger = plan, ledger
        self._lists = 0
        self._later: set[str] = set()

    def is_over(self, is_list: bool) -> bool:
        """Whether a page may not be asked for any more. A list that may be is counted."""
        return (is_list and self._is_a_list_too_many()) or self._is_spent()

    def _is_a_list_too_many(self) -> bool:
        """Whether the run has spent on lists what it may: the other half is for what they list."""
        if self._lists >= (self._plan.max_pages + 1) // 2:
            self._ledger.cut(Budget.PAGES)
            return True
        self._lists += 1
        return False

    def _is_spent(self) -> bool:
        """Whether nothing more may be asked for."""
        if self._ledger.asked >= self._plan.max_pages:
            self._ledger.cut(Budget.PAGES)
        elif self._ledger.received >= self._plan.max_bytes:
            self._ledger.cut(Budget.BYTES)
        else:
            return False
        return True

    def put_off(self, lead: Lead, is_known: bool) -> None:
        """Left for the next run; each page counts once."""
        if lead.url in self._later:
            return
        self._later.add(lead.url)
        self._ledger.put_off += 1
        self._ledger.unread += not is_known
