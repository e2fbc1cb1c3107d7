"""What the pages of a run show of each thread, until all pages of a thread were read: only then is known what is gone.

Pages hand on their posts, the threads that begin on them (``Found.whole``) and the pages that go on with these
(``Found.onward``). A thread is gathered when, from the page it begins on, every page onward was read in this run.

It cannot see: a post that moved to a page already read while the rest was being read, because another one was deleted in
between. It counts as gone until the next look; that comes daily, and its text goes a day after it was missed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.items import Found


@dataclass(frozen=True, slots=True)
class Gathered:
    """A thread all of whose pages were read, and the addresses of every post they showed."""

    thread: str = field(repr=False)
    there: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Shown:
    there: dict[str, set[str]]
    onward: tuple[str, ...]


@dataclass(slots=True)
class Gathering:
    """The threads of one run, in memory: addresses alone, no words."""

    _pages: dict[str, _Shown] = field(default_factory=dict)
    _open: dict[str, str] = field(default_factory=dict)
    """Threads that are not read to their end, and the page each begins on."""

    def read(self, url: str, found: Found) -> tuple[Gathered, ...]:
        """Take down what a page showed, by the address that was asked for; the threads now read to their end."""
        if found.onward is None:
            return ()
        there: dict[str, set[str]] = {}
        for post in found.posts:
            there.setdefault(post.thread or post.address, set()).add(post.address)
        for thread in found.whole:
            there.setdefault(thread, set()).update(found.besides)
        self._pages[url] = _Shown(there, found.onward)
        self._open.update((thread, url) for thread in found.whole)
        return tuple(self._finished())

    def _finished(self) -> list[Gathered]:
        done: list[Gathered] = []
        for thread, first in list(self._open.items()):
            pages = self._all_pages(first)
            if pages is not None:
                del self._open[thread]
                addresses = (page.there.get(thread, ()) for page in pages)
                done.append(Gathered(thread, frozenset().union(*addresses)))
        return done

    def _all_pages(self, first: str) -> list[_Shown] | None:
        """Every page that is reached from the first one; None while one of them was not read."""
        pages: dict[str, _Shown] = {}
        waiting = [first]
        while waiting:
            url = waiting.pop()
            if url in pages:
                continue
            page = self._pages.get(url)
            if page is None:
                return None
            pages[url] = page
            waiting.extend(page.onward)
        return list(pages.values())
