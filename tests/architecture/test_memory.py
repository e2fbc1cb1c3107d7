"""What any serving process answers remembers nothing in its own memory: the two of a machine would remember different things."""

from __future__ import annotations

import grimp
import pytest
from fastapi.routing import APIRoute

from triage_api.api import ROUTERS as API_ROUTERS
from triage_api.beside import is_of_desk
from triage_api.pages import ROUTERS as PAGE_ROUTERS

REMEMBERING = (
    "triage_api.waiting_files",
    "triage_api.waiting_looks",
    "triage_api.waiting_posts",
    "triage_api.services.source_workbench",
    "triage_api.services.staff.pacing",
)
"""Modules that hold something between two requests which the other process would not know of."""


def paths_by_module() -> dict[str, set[str]]:
    """Addresses of every module with endpoints."""
    found: dict[str, set[str]] = {}
    for prefix, routers in (("", PAGE_ROUTERS), ("", API_ROUTERS)):
        for router in routers:
            for route in router.routes:
                if isinstance(route, APIRoute):
                    found.setdefault(route.endpoint.__module__, set()).add(prefix + route.path)
    return found


@pytest.fixture(scope="module")
def house() -> grimp.ImportGraph:
    """Who imports whom."""
    return grimp.build_graph("triage_api", "models", "nlp", "crawler", "reports", "pipeline", cache_dir=None)


def test_desk_endpoints_reach_nothing_that_remembers(house: grimp.ImportGraph) -> None:
    desk = {name for name, paths in paths_by_module().items() if any(is_of_desk(path) for path in paths)}
    assert {"triage_api.api.items", "triage_api.pages.queue", "triage_api.pages.item"} <= desk
    reached = {
        (name, memory)
        for name in desk
        for memory in REMEMBERING
        if house.find_shortest_chain(importer=name, imported=memory) is not None
    }
    assert reached == set()


def test_each_of_them_is_there_and_would_be_noticed(house: grimp.ImportGraph) -> None:
    for memory in REMEMBERING:
        assert memory in house.modules
    assert house.find_shortest_chain(
        importer="triage_api.pages.source_workbench", imported="triage_api.waiting_looks"
    )
