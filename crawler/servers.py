"""What holds for servers beyond one run, as one run meets it: the turn it was given, robots.txt as the database keeps it, rests."""

from __future__ import annotations

import time

from crawler.errors import HostHeld, HostStopped
from crawler.robots import could_be_read
from models.queries import hosts, robots, runs
from models.queries.robots import RobotsCopy
from models.queries.runs import RunTicket
from models.session import transaction


class KeptServers:
    """The servers of one claimed run (``crawler.plan.Servers``). Each question is a transaction of its own."""

    def __init__(self, ticket: RunTicket) -> None:
        self._run_id = ticket.run_id
        self._own = hosts.host_of(ticket.url)
        self._free_at = time.monotonic() + ticket.wait_seconds

    def enter(self, url: str) -> float:
        """The server of the source was taken with the run; another one of its site is taken now, or refused.

        Raises:
            HostHeld: another run has it, or it rests. HostStopped: a person stopped it.
        """
        host = hosts.host_of(url)
        if host == self._own:
            return max(0.0, self._free_at - time.monotonic())
        with transaction() as session:
            turn = hosts.take(session, self._run_id, host)
        if turn.stopped is not None:
            raise HostStopped(runs.stopped(turn.stopped).message)
        if not turn.taken:
            raise HostHeld("Máy chủ này đang được một lần thu thập khác đọc; lần sau sẽ đọc tiếp.")
        return turn.wait_seconds

    def robots(self, url: str) -> RobotsCopy | None:
        """The robots.txt as it was read within a day, or that it could not be read within some minutes."""
        with transaction() as session:
            return robots.fresh_copy(session, hosts.authority_of(url))

    def robots_read(self, url: str, status: int, body: bytes) -> RobotsCopy:
        """Keep an answer; where there was none that could be read, the last copy counts for a while."""
        authority = hosts.authority_of(url)
        with transaction() as session:
            if status == 0:
                return robots.last_copy(session, authority) or RobotsCopy(0, b"", None)
            if not could_be_read(status):
                return robots.keep_failed(session, authority, status)
            robots.keep_read(session, authority, status, body)
            return robots.last_copy(session, authority) or RobotsCopy(status, body, None)

    def leave(self, url: str, seconds: float) -> None:
        """No run asks this server for so long."""
        with transaction() as session:
            hosts.rest(session, hosts.host_of(url), seconds)
