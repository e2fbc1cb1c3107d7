"""The only network client outside the crawler: one POST to a public https address, one letter to the mail server.

A name is resolved once, every address it has must be public (``crawler.safety``), and the connection goes to the
address that was looked at, so a name that changes its mind in between gains nothing. Redirects are not followed,
proxies of the environment not used, answers read up to ``MAX_ANSWER`` bytes and then dropped.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Mapping
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx

from crawler.safety import Allowance, check_form, check_resolved, parse_address
from models.errors import AddressRefused, TriageError
from models.settings import Settings

MAX_BODY = 64_000
MAX_ANSWER = 16_000
"""Bytes. Nothing of an answer is kept but its status."""
CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0


class DeliveryFailed(TriageError):
    """Something could not be delivered. ``reason`` is a stable code; ``lasting``: trying again would not help."""

    code = "delivery_failed"

    def __init__(self, reason: str, *, lasting: bool = False, status: int | None = None) -> None:
        super().__init__("Không gửi được ({reason}).", reason=reason)
        self.reason, self.lasting, self.answered = reason, lasting, status


def post(url: str, body: bytes, headers: Mapping[str, str], allowance: Allowance | None = None) -> int:
    """POST once; returns the 2xx status. ``allowance``: a local server of the tests, never given in service.

    Raises:
        DeliveryFailed: refused address, no connection, time over, or an answer that is not 2xx.
    """
    if len(body) > MAX_BODY:
        raise DeliveryFailed("body_too_large", lasting=True)
    target, host = _checked(url, allowance)
    until = time.monotonic() + WHOLE_SECONDS
    try:
        with (
            httpx.Client(
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS),
            ) as client,
            client.stream(
                "POST",
                target,
                content=body,
                headers={**headers, "Host": urlsplit(url).netloc},
                extensions={"sni_hostname": host},
            ) as answer,
        ):
            _drop(answer, until)
            status = answer.status_code
    except httpx.TimeoutException:
        raise DeliveryFailed("timeout") from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
        raise DeliveryFailed(_named(error)) from None
    if 200 <= status < 300:
        return status
    named = "redirect" if 300 <= status < 400 else f"http_{status}"
    raise DeliveryFailed(named, lasting=status == httpx.codes.GONE, status=status)


def _drop(answer: httpx.Response, until: float) -> None:
    read = 0
    for piece in answer.iter_raw():
        read += len(piece)
        if read > MAX_ANSWER:
            return
        if time.monotonic() > until:
            raise DeliveryFailed("timeout")


def _checked(url: str, allowance: Allowance | None) -> tuple[str, str]:
    """The address with the name replaced by the IP address that was looked at, and the name."""
    try:
        host, port = check_form(url, allowance)
        allowed = allowance is not None and allowance.covers(host, port)
        if urlsplit(url).scheme != "https" and not allowed:
            raise DeliveryFailed("not_https", lasting=True)
        addresses = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not allowed:
            check_resolved(addresses)
    except AddressRefused:
        raise DeliveryFailed("address_refused", lasting=True) from None
    except (OSError, UnicodeError):
        raise DeliveryFailed("unknown_name") from None
    literal = parse_address(addresses[0])
    netloc = f"[{addresses[0]}]:{port}" if literal and literal.version == 6 else f"{addresses[0]}:{port}"
    return urlsplit(url)._replace(netloc=netloc).geturl(), host


def _named(error: Exception) -> str:
    certificate = isinstance(error.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error)
    return "bad_certificate" if certificate else "no_connection"


def mail(configured: Settings, letter: EmailMessage, password: str | None) -> None:
    """Hand one letter to the mail server; STARTTLS with a checked certificate unless switched off.

    Raises:
        DeliveryFailed: no server set, refused, or the connection died. Whether a server that died after the last
            dot has taken the letter cannot be known; it is sent again under the same Message-ID.
    """
    if not configured.smtp_host:
        raise DeliveryFailed("no_mail_server")
    try:
        with smtplib.SMTP(
            configured.smtp_host, configured.smtp_port, timeout=configured.smtp_timeout_seconds
        ) as server:
            if configured.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if configured.smtp_user:
                server.login(configured.smtp_user, password or "")
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise DeliveryFailed("mailbox_refused", lasting=bool(codes) and min(codes) >= 500) from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(f"smtp_{error.smtp_code}") from None
    except smtplib.SMTPNotSupportedError:
        raise DeliveryFailed("no_starttls") from None
    except smtplib.SMTPServerDisconnected as error:  # smtplib says so of a server that fell silent, too
        silent = isinstance(error.__context__, TimeoutError)
        raise DeliveryFailed("timeout" if silent else "disconnected") from None
    except ssl.SSLError:
        raise DeliveryFailed("bad_certificate") from None
    except TimeoutError:
        raise DeliveryFailed("timeout") from None
    except (smtplib.SMTPException, OSError, ValueError):
        raise DeliveryFailed("no_connection") from None
