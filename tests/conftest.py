"""Holds for every test: nothing leaves the machine, and what did not run is said aloud."""

from __future__ import annotations

import os
from pathlib import Path

import loopback_guard
import pytest

_HERE = Path(__file__).parent
_LOOPBACK = str(_HERE / "loopback")

pytest_plugins = ["tests.database"] if (_HERE / "database.py").exists() else []

loopback_guard.install()
if _LOOPBACK not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [_LOOPBACK, os.environ.get("PYTHONPATH")]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Soak tests run only when asked for by their marker."""
    if "soak" in config.getoption("markexpr"):
        return
    kept = [item for item in items if "soak" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if "soak" in item.keywords])
    items[:] = kept
