"""Which role may do what: the table of SPEC §6, and the only one there is.

Nothing in the database repeats or changes it, so no statement gives anybody a right. ``triage_api.access`` says
which action each route asks for; whose office a thing belongs to is asked where it is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.vocabulary import Action, Role

_DESK = (Action.REPORT_TEXT, Action.REVIEW, Action.SECOND_REVIEW)
_COORDINATION = (
    *_DESK,
    Action.COORDINATE,
    Action.SEE_ADDRESS,
    Action.MANAGE_OFFICIAL,
    Action.READ_REPORTS,
)

ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.REVIEWER: frozenset({*_DESK, Action.SEE_ADDRESS_ON_OWN_LEASE}),
    Role.COORDINATOR: frozenset(_COORDINATION),
    Role.APPROVER: frozenset(
        {*_COORDINATION, Action.APPROVE, Action.EXPORT_INDICATORS, Action.APPROVE_REPORTS}
    ),
    Role.ANALYST: frozenset({Action.REPORT_TEXT, Action.TRAIN, Action.READ_REPORTS}),
    Role.LEADER: frozenset({Action.REPORT_TEXT, Action.READ_REPORTS}),
    Role.ADMINISTRATOR: frozenset({Action.REPORT_TEXT, Action.PROMOTE_MODEL, Action.ADMINISTER}),
    Role.AUDITOR: frozenset({Action.READ_REPORTS, Action.AUDIT}),
}


def actions_of(roles: Iterable[Role]) -> frozenset[Action]:
    """What several roles of one person allow together."""
    return frozenset().union(*(ROLE_ACTIONS[role] for role in roles))
