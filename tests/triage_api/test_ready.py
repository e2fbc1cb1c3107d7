"""A process is ready when it says so: nothing is left to be read at the first visit."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from triage_api.rendering import ENVIRONMENT

pytestmark = pytest.mark.database


def test_every_template_is_read_before_the_first_visit(app: FastAPI) -> None:
    assert ENVIRONMENT.cache is not None
    ENVIRONMENT.cache.clear()
    with TestClient(app):
        assert len(ENVIRONMENT.cache) == len(ENVIRONMENT.list_templates())
