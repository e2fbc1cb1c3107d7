"""The reviewed templates: every kind of work and conclusion has one, and they keep the rules they help with."""

from __future__ import annotations

import pytest

from models.vocabulary import VERDICTS_BY_QUEUE, Queue, Verdict
from triage_api.replying.blanks import blanks_in, loose_brace
from triage_api.replying.facts import fact_in
from triage_api.replying.templates import Template, offered, templates
from triage_api.tone import hints


@pytest.mark.parametrize(
    ("queue", "verdict"),
    [(queue, verdict) for queue, found in VERDICTS_BY_QUEUE.items() for verdict in found],
)
def test_every_conclusion_has_a_template(queue: Queue, verdict: Verdict) -> None:
    assert offered(queue, verdict)


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.code)
def test_a_template_thanks_cites_and_says_no_harsh_word(template: Template) -> None:
    made = template.composed(7)
    assert "ảm ơn" in made[0].text
    assert any(one.passage_id == 7 for one in made)
    assert [
        one.text for one in made if fact_in(one.text) and one.passage_id is None and not one.own_words
    ] == []
    assert [one.text for one in made if loose_brace(one.text)] == []
    assert any(blanks_in(one.text) for one in made)
    assert [hint for hint in hints(" ".join(one.text for one in made)) if hint.words] == []
