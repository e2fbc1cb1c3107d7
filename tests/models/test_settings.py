"""What settings make of each other."""

from __future__ import annotations

import pytest

from models.settings import settings


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"SANGTIN_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"SANGTIN_PORT": "9000", "SANGTIN_PUBLIC_URL": "https://xa.example"}, "https://xa.example"),
    ],
)
def test_links_lead_to_the_port_that_is_served(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], wanted: str
) -> None:
    """Links in letters, QR codes and the first administrator's link: all are made of this address."""
    for name in ("SANGTIN_PORT", "SANGTIN_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    try:
        assert settings().public_url == wanted
    finally:
        monkeypatch.undo()
        settings.cache_clear()
