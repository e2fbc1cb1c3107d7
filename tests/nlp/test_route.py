"""The routing table, one row after the other, and what no input may ever do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import (
    PROTECTED_LABELS,
    Distortion,
    IndicatorKind,
    Label,
    Modality,
    Queue,
    Relation,
    Severity,
    SlotKind,
    Topic,
)
from nlp import thresholds
from nlp.contracts import (
    Assessment,
    Circumstances,
    Evidence,
    Finding,
    Indicator,
    Passage,
    Route,
    Slot,
    Span,
)
from nlp.route import NOWHERE, live_lure, primary_slot, route

PASSAGE = Passage("p", "01/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 1), "Điều 1", "…")
FEE = Slot(SlotKind.FEE, "50k", 50_000, "VND", Modality.IN_FORCE, Span(0, 3))
DATE = Slot(SlotKind.DATE, "1/12", "--12-01", "date", Modality.IN_FORCE, Span(4, 8))
DUTY = Slot(SlotKind.OBLIGATION, "bắt buộc", "bắt buộc", None, Modality.IN_FORCE, Span(9, 17))
LINK = Indicator(IndicatorKind.DOMAIN, "a.example", "a.example", Span(0, 9))
ACCOUNT = Indicator(IndicatorKind.BANK_ACCOUNT, "[TK]", "[TK]", Span(0, 4))
OFFICIAL = replace(LINK, official=True)
STEP = Finding("irreversible_step", "otp", Span(0, 3), "xin mã")
HERE = Circumstances()
ALONE = Circumstances(official_known=False)


def evidence(
    relation: Relation, distortion: Distortion | None = None, slot: int = 0, score: float = 0.9
) -> Evidence:
    return Evidence(PASSAGE, "…", relation, slot, "…", distortion, score)


def assessed(label: Label, **changes: object) -> Assessment:
    """A certain assessment on a watched topic; ``changes`` replace its fields."""
    scores = {one: 0.9 if one is label else 0.1 / 6 for one in Label}
    plain = Assessment(label, scores, False, frozenset(), (Topic.DICH_VU_CONG,), (), (), (), (), "2026.11.0")
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_scam_with_a_live_lure_is_high() -> None:
    assert route(assessed(Label.SCAM, indicators=(LINK,)), HERE) == Route(Queue.SCAM, Severity.HIGH)


def test_scam_with_an_irreversible_step_only_is_medium() -> None:
    assert route(assessed(Label.SCAM, findings=(STEP,)), HERE) == Route(Queue.SCAM, Severity.MEDIUM)


def test_scam_with_an_account_only_is_medium() -> None:
    assert route(assessed(Label.SCAM, indicators=(ACCOUNT,)), HERE) == Route(Queue.SCAM, Severity.MEDIUM)


def test_scam_without_anything_to_lose_by_is_not_queued() -> None:
    assert route(assessed(Label.SCAM), HERE) == NOWHERE
    assert route(assessed(Label.SCAM, indicators=(OFFICIAL,)), HERE) == NOWHERE


def test_scam_outside_all_topics_is_queued_all_the_same() -> None:
    found = assessed(Label.SCAM, indicators=(LINK,), topics=(Topic.KHAC,))
    assert route(found, HERE).queue is Queue.SCAM


@pytest.mark.parametrize("distortion", [Distortion.CONTRADICTED, Distortion.OUTDATED, Distortion.MODALITY])
def test_a_distorted_claim_is_high_and_stands_on_its_slot(distortion: Distortion) -> None:
    found = assessed(
        Label.CLAIM, slots=(DUTY, FEE), evidence=(evidence(Relation.CONTRADICTS, distortion, slot=1),)
    )
    assert route(found, HERE) == Route(Queue.CLAIMS, Severity.HIGH, distortion, primary_slot=1)


def test_one_contradiction_outweighs_support() -> None:
    both = (evidence(Relation.SUPPORTS), evidence(Relation.CONTRADICTS, Distortion.CONTRADICTED, slot=1))
    assert route(assessed(Label.CLAIM, slots=(FEE, DATE), evidence=both), HERE).severity is Severity.HIGH


@pytest.mark.parametrize(
    ("spread", "queue"), [(None, None), (1, None), (2, None), (3, Queue.CLAIMS), (9, Queue.CLAIMS)]
)
def test_a_claim_without_official_text_waits_until_it_spreads(
    spread: int | None, queue: Queue | None
) -> None:
    found = route(assessed(Label.CLAIM, slots=(FEE,)), Circumstances(spread=spread))
    assert found.queue is queue
    if queue:
        assert found == Route(Queue.CLAIMS, Severity.MEDIUM, Distortion.UNVERIFIED, primary_slot=0)


def test_a_claim_is_unverified_where_no_base_was_consulted() -> None:
    found = route(assessed(Label.CLAIM, slots=(FEE,)), ALONE)
    assert found == Route(Queue.CLAIMS, Severity.MEDIUM, Distortion.UNVERIFIED, primary_slot=0)


@pytest.mark.parametrize("about", [HERE, Circumstances(spread=50)])
def test_a_supported_claim_is_not_queued(about: Circumstances) -> None:
    found = assessed(Label.CLAIM, slots=(FEE,), evidence=(evidence(Relation.SUPPORTS),))
    assert route(found, about) == NOWHERE


def test_a_claim_with_nothing_checkable_is_not_queued() -> None:
    assert route(assessed(Label.CLAIM), ALONE) == NOWHERE


@pytest.mark.parametrize("label", [Label.CLAIM, Label.QUESTION])
def test_nothing_outside_the_topics_is_queued(label: Label) -> None:
    found = assessed(label, slots=(FEE,), topics=(Topic.KHAC,))
    assert route(found, ALONE) == NOWHERE


def test_a_question_with_a_passage_is_low() -> None:
    near = evidence(Relation.RELATED, score=thresholds.ANSWER)
    assert route(assessed(Label.QUESTION, evidence=(near,)), HERE) == Route(Queue.QUESTIONS, Severity.LOW)


def test_a_question_without_one_is_medium_and_a_gap() -> None:
    far = evidence(Relation.RELATED, score=thresholds.ANSWER - 0.01)
    expected = Route(Queue.QUESTIONS, Severity.MEDIUM, gap=True)
    assert route(assessed(Label.QUESTION), HERE) == expected
    assert route(assessed(Label.QUESTION, evidence=(far,)), HERE) == expected


def test_a_grievance_is_for_the_office_it_was_written_to_and_nobody_else() -> None:
    grievance = assessed(Label.GRIEVANCE, slots=(FEE,))
    own = Circumstances(own_channel=True)
    assert route(grievance, own) == Route(Queue.GRIEVANCES, Severity.LOW)
    assert route(grievance, HERE) == NOWHERE


@pytest.mark.parametrize("label", [Label.OPINION, Label.SCAM_AWARENESS, Label.OFF_TOPIC])
def test_everything_else_goes_nowhere(label: Label) -> None:
    found = assessed(label, slots=(FEE,), indicators=(LINK,), findings=(STEP,))
    assert route(found, Circumstances(own_channel=True, spread=9)) == NOWHERE


def test_doubt_between_scam_and_warning_is_marked() -> None:
    found = assessed(Label.SCAM_AWARENESS, abstained=True, rivals=frozenset({Label.SCAM}), indicators=(LINK,))
    assert route(found, HERE) == Route(Queue.SCAM, Severity.LOW, unsure=True)


def test_doubt_about_a_claim_is_marked_and_needs_its_slot() -> None:
    found = assessed(Label.CLAIM, abstained=True, rivals=frozenset({Label.QUESTION}), slots=(FEE,))
    expected = Route(Queue.CLAIMS, Severity.LOW, Distortion.UNVERIFIED, primary_slot=0, unsure=True)
    assert route(found, ALONE) == expected
    assert route(replace(found, slots=()), ALONE) == NOWHERE
    supported = replace(found, evidence=(evidence(Relation.SUPPORTS),))
    assert route(supported, ALONE) == NOWHERE


@pytest.mark.parametrize("rival", sorted(PROTECTED_LABELS))
@pytest.mark.parametrize("label", [Label.SCAM, Label.CLAIM, Label.SCAM_AWARENESS])
def test_doubt_with_a_protected_candidate_goes_nowhere(label: Label, rival: Label) -> None:
    found = assessed(
        label,
        abstained=True,
        rivals=frozenset({rival, Label.SCAM, Label.CLAIM} - {label}),
        slots=(FEE,),
        indicators=(LINK,),
        findings=(STEP,),
    )
    assert route(found, ALONE) == NOWHERE


def test_the_primary_slot_is_contradicted_first_then_squarest() -> None:
    assert primary_slot((DATE, FEE, DUTY)) == 2
    assert primary_slot((DATE, FEE)) == 1
    assert primary_slot(()) is None
    assert primary_slot((DUTY, DATE), (evidence(Relation.CONTRADICTS, slot=1),)) == 1


def test_live_lures_are_unofficial_and_can_be_followed() -> None:
    assert live_lure((LINK,))
    assert not live_lure((OFFICIAL, ACCOUNT))


def spans() -> st.SearchStrategy[Span]:
    return st.integers(0, 20).map(lambda start: Span(start, start + 3))


SLOTS = st.builds(
    Slot, st.sampled_from(SlotKind), st.just("x"), st.just(1), st.none(), st.sampled_from(Modality), spans()
)
INDICATORS = st.builds(
    Indicator, st.sampled_from(IndicatorKind), st.just("x"), st.just("x"), spans(), st.booleans()
)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    slots = tuple(draw(st.lists(SLOTS, max_size=3)))
    of_slot = st.sampled_from(range(len(slots))) if slots else st.none()
    found = st.builds(
        Evidence,
        st.just(PASSAGE),
        st.just("x"),
        st.sampled_from(Relation),
        of_slot,
        st.just("x"),
        st.none() | st.sampled_from(Distortion),
        st.floats(0, 1),
    )
    label = draw(st.sampled_from(Label))
    return Assessment(
        label,
        {one: draw(st.floats(0, 1)) for one in Label},
        draw(st.booleans()),
        frozenset(draw(st.sets(st.sampled_from(Label), max_size=3))) - {label},
        tuple(draw(st.lists(st.sampled_from(Topic), min_size=1, max_size=3, unique=True))),
        slots,
        tuple(draw(st.lists(INDICATORS, max_size=2))),
        tuple(draw(st.lists(st.just(STEP), max_size=1))),
        tuple(draw(st.lists(found, max_size=2))),
        "x",
    )


CIRCUMSTANCES = st.builds(
    Circumstances, st.none(), st.booleans(), st.none() | st.integers(0, 9), st.booleans()
)


@settings(max_examples=400, deadline=None)
@given(assessments(), CIRCUMSTANCES)
def test_what_no_assessment_may_do(assessment: Assessment, about: Circumstances) -> None:
    found = route(assessment, about)
    candidates = assessment.rivals | {assessment.label}
    if candidates & PROTECTED_LABELS:
        assert found.queue in {None, Queue.GRIEVANCES}
    if found.queue is Queue.GRIEVANCES:
        assert assessment.label is Label.GRIEVANCE
        assert about.own_channel
    if found.queue is Queue.CLAIMS:
        assert found.primary_slot is not None
        assert 0 <= found.primary_slot < len(assessment.slots)
        assert found.distortion is not None
    if found.queue not in {None, Queue.SCAM}:
        assert set(assessment.topics) != {Topic.KHAC}
    assert (found.queue is None) == (found.severity is None)
    assert route(assessment, about) == found
