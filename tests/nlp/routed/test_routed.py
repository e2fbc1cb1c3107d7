"""The routing table over invented posts beside invented documents over time: floors under what is reached.

Half of what is missed is the label: a post the model is unsure of goes nowhere or waits as unverified. So what official text says is
measured by itself too, and it is there that the kinds of distortion are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from models.vocabulary import DocumentRelation, Relation
from nlp.training import Trained
from tests.nlp.routed.routed import Post, listed, read, routed

DISTORTED = ("contradicted", "outdated", "modality")

PROTECTED = (
    "ý kiến", "than", "tố", "đùa", "giễu", "ước", "mong muốn", "nhận xét", "cảm nghĩ", "bàn", "chê", "khen", "kể", "phản ánh", "bị bớt",
)  # fmt: skip
"""How the reasons begin that posts of views, complaints and accusations are given in the set."""


@pytest.fixture(scope="session")
def posts(trained: Trained) -> list[Post]:
    """Every post, routed once."""
    return routed(trained.model)


@pytest.fixture(scope="session")
def fresh(trained: Trained) -> list[Post]:
    """150 posts beside the same documents, by a writer who saw nothing but the documents: nothing but one bound (docs/adr/0051) was chosen with them in sight."""
    return routed(trained.model, "fresh.jsonl")


@pytest.mark.parametrize(
    ("distortion", "least", "told_least"), [("contradicted", 12, 17), ("outdated", 2, 6), ("modality", 7, 11)]
)
def test_of_a_strangers_posts_so_many_go_where_they_should(
    fresh: list[Post], distortion: str, least: int, told_least: int
) -> None:
    kind = wanted(fresh, ("claims", distortion))
    assert sum(post.got == ("claims", distortion) for post in kind) >= least, f"of {len(kind)}"
    assert sum(distortion in told(post) for post in kind) >= told_least


def test_of_a_strangers_posts_no_view_waits_for_rebuttal(fresh: list[Post]) -> None:
    """Two posts that rightly repeat two prices at once are taken for distorted; no opinion or complaint is."""
    wrong = [post for post in fresh if post.got[1] in DISTORTED and post.wanted[1] not in DISTORTED]
    assert len(wrong) <= 2
    assert all(post.kind.startswith("đúng") for post in wrong)


def wanted(posts: Sequence[Post], way: tuple[str | None, str | None]) -> list[Post]:
    return [post for post in posts if post.wanted == way]


def told(post: Post) -> list[str]:
    """The distortions that evidence tells of a post, whatever its label."""
    return [
        one.distortion.value
        for one in post.assessment.evidence
        if one.relation is Relation.CONTRADICTS and one.distortion
    ]


@pytest.mark.parametrize(
    ("way", "least"),
    [
        (("claims", "contradicted"), 23),
        (("claims", "modality"), 8),
        (("claims", "outdated"), 4),
        (("claims", "unverified"), 5),
        (("questions", None), 26),
        (("grievances", None), 8),
        (("scam", None), 9),
        ((None, None), 94),
    ],
)
def test_so_many_of_each_kind_go_where_they_should(
    posts: list[Post], way: tuple[str | None, str | None], least: int
) -> None:
    kind = wanted(posts, way)
    assert sum(post.got == way for post in kind) >= least, f"of {len(kind)}"


def test_what_is_told_as_distorted_is_distorted(posts: list[Post]) -> None:
    """A wrong contradiction costs more than a missed one."""
    said = [post for post in posts if post.got[1] in DISTORTED]
    wrong = [post.id for post in said if post.wanted[1] not in DISTORTED]
    assert len(said) >= 28
    assert len(wrong) <= 3
    assert sum(post.got == post.wanted for post in said) >= 0.8 * len(said)


def test_evidence_names_the_distortion_whatever_the_label(posts: list[Post]) -> None:
    distorted = [post for post in posts if post.wanted[1] in DISTORTED]
    found = [post for post in distorted if told(post)]
    assert len(found) >= 0.39 * len(distorted)
    assert sum(post.wanted[1] in told(post) for post in found) >= 0.85 * len(found)


def test_what_official_text_bears_out_is_hardly_ever_contradicted(posts: list[Post]) -> None:
    borne_out = [
        post
        for post in wanted(posts, (None, None))
        if post.kind.startswith(("khớp", "đúng", "mọi chi tiết khớp"))
    ]
    assert len(borne_out) >= 20
    assert sum(post.got[1] in DISTORTED for post in borne_out) <= 3


def test_views_complaints_and_accusations_never_wait_for_rebuttal(posts: list[Post]) -> None:
    """The line never crossed: what a person thinks, suffers or accuses somebody of is no claim of a rule."""
    protected = [
        post
        for post in posts
        if post.wanted in ((None, None), ("grievances", None)) and post.kind.startswith(PROTECTED)
    ]
    assert len(protected) >= 30
    assert [post.id for post in protected if post.got[0] not in (None, "grievances")] == []


def test_the_documents_say_themselves_how_long_they_hold() -> None:
    """Files alone, their own words and those of later ones, give the validity a person wrote down; nothing else is proposed."""
    files = [(row, read(row["file"])) for row in listed()]
    ends = {
        link.number: link.since - timedelta(days=1)
        for _, document in files
        for link in document.links
        if link.relation in (DocumentRelation.REPLACES, DocumentRelation.REPEALS)
        and not link.target_paths
        and link.since
    }
    for row, document in files:
        begins = document.effective_from or document.issued
        until = ends.get(str(document.number), document.effective_until)
        told = (str(begins), str(until) if until else None, document.draft)
        assert told == (row["valid_from"], row["valid_until"], row["draft"]), row["file"]
    assert len(ends) == 3
