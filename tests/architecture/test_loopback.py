"""The network is blocked except loopback and sockets on disk, in the tests and in what they start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from loopback_guard import OutsideConnectionError, is_loopback

OUTSIDE = ("255.255.255.255", 9)  # not loopback, and the kernel sends nothing there even unguarded
OUTSIDE_IPV6 = ("ff02::1", 9)


def test_a_connection_outside_is_refused() -> None:
    with pytest.raises(OutsideConnectionError), socket.create_connection(OUTSIDE, timeout=1):
        pass


def test_the_way_twisted_connects_is_refused_too() -> None:
    with socket.socket() as connection, pytest.raises(OutsideConnectionError):
        connection.connect_ex(OUTSIDE)


def test_ipv6_and_datagrams_are_refused() -> None:
    with socket.socket(socket.AF_INET6) as connection, pytest.raises(OutsideConnectionError):
        connection.connect(OUTSIDE_IPV6)
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams, pytest.raises(OutsideConnectionError):
        datagrams.sendto(b"", OUTSIDE)


@pytest.mark.parametrize("host", ["10.0.0.1", "192.0.2.1", "0.0.0.0", "2001:db8::1", "::ffff:10.0.0.1"])  # noqa: S104 (never bound)
def test_every_other_address_is_outside(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost"])
def test_loopback_is_not(host: str) -> None:
    assert is_loopback(host)


def test_names_of_other_machines_do_not_resolve() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("sangtin.example", 443)
    with pytest.raises(socket.gaierror):
        socket.gethostbyname("sangtin.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1"])
def test_loopback_works(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((host, port), timeout=5) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)


def test_sockets_on_disk_work(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as connection:
        server.bind(path)
        server.listen()
        connection.connect(path)


def test_a_process_started_by_a_test_is_held_too() -> None:
    code = f"import socket; socket.socket().connect_ex({OUTSIDE!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "OutsideConnectionError" in done.stderr
