"""Author nodes go, author names go, and ordinary words stay whatever people call themselves."""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.identity import (
    _PERSON_HINT,
    PERSON_CLASSES,
    PERSON_PROPERTIES,
    clean_names,
    is_distinctive,
    names_in,
    people_nodes,
    remove_people,
    scrub,
)
from crawler.items import Found, Lead, RawPost
from crawler.markup import Node, plain_text, read_html
from crawler.plan import Page
from models.vocabulary import PostKind

ALLOWED = {
    RawPost: {"kind", "address", "text", "thread", "posted_at"},
    Lead: {"url", "role", "fallback", "more", "instead", "changed_at", "rest", "as_of", "shows"},
    Found: {"posts", "leads", "whole", "onward", "besides", "remarks"},
    Page: {
        "url",
        "status",
        "posts",
        "validators",
        "problem",
        "gathered",
        "gone",
        "unchanged",
        "listed",
        "shows",
        "role",
        "remarks",
    },
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_items_have_no_field_for_a_person(kind: type) -> None:
    assert {field.name for field in dataclasses.fields(kind)} == ALLOWED[kind]


def test_nothing_raw_shows_in_a_repr() -> None:
    secret = "0900 000 401 mebenhim"
    post = RawPost(PostKind.COMMENT, f"https://x.example/{secret}", secret, thread=secret)
    lead = Lead(f"https://x.example/{secret}", "article", fallback=post, as_of=secret)
    page = Page(f"https://x.example/{secret}", 200, posts=(post,))
    page = replace(page, listed=(page,))
    lead = replace(lead, instead=(lead,))
    for one in (post, lead, page, Found((post,), (lead,))):
        assert secret not in repr(one)
        assert secret not in str(one)


@pytest.mark.parametrize(
    "node",
    [
        '<span class="username">X</span>',
        '<div itemprop="author" itemscope><b>X</b></div>',
        '<a rel="author" href="/u/1">X</a>',
        '<p class="post__author">X</p>',
        '<p class="tac-gia">X</p>',
        '<span data-user-id="7">X</span>',
        '<span itemscope itemtype="https://schema.org/Person">X</span>',
    ],
)
def test_a_node_that_describes_a_person_is_dropped_and_the_rest_stays(node: str) -> None:
    tree = read_html(f"<div><p>Trước</p>{node} sau đó</div>".replace("X", "Lê Văn Cọ").encode())
    assert "Lê Văn Cọ" in names_in(tree) or "data-user-id" in node or "Person" in node or "__" in node
    remove_people(tree)
    assert plain_text(tree).split() == ["Trước", "sau", "đó"]


def test_a_layout_block_whose_class_only_hints_at_a_person_stays() -> None:
    words = (
        "Thời hạn giải quyết là 7 ngày làm việc kể từ ngày nhận đủ hồ sơ, lệ phí 70.000 đồng, không thu thêm."
    )
    tree = read_html(
        f'<body class="single-author"><div class="comment byuser comment-author-3">{words}</div></body>'.encode()
    )
    remove_people(tree)
    assert plain_text(tree) == words


@pytest.mark.parametrize(
    "name",
    [
        "không",
        "Không",
        "phải",
        "Công an xã",
        "UBND xã Hạ Đồng",
        "VNeID",
        "Thanh Hóa",
        "Hà Nội",
        "50k",
        "1/12/2026",
        "Admin",
        "An",
    ],
)
def test_a_display_name_that_is_an_ordinary_word_changes_nobody_elses_text(name: str) -> None:
    text = f"Ở quê tôi {name} thu phí, từ 1/12/2026 thu 50k"
    assert not is_distinctive(name)
    assert scrub(text, {name}) == text


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Bưởi", "buoi_1975", "mangtre.2020", "Bemitrang", "Hoa Cải Ven Sông"]
)
def test_a_distinctive_name_leaves_the_text_in_every_unicode_form(name: str) -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, f"bác {name} ơi, (@{name}) xem lại")
        scrubbed = unicodedata.normalize("NFC", scrub(text, clean_names([name])))
        assert scrubbed == "bác [TÊN] ơi, ([@]) xem lại"


def test_any_name_leaves_the_place_where_it_is_used_as_one() -> None:
    assert scrub("@không: sai rồi", {"không"}) == "[@]: sai rồi"
    assert scrub("không viết: xã không thu", {"không"}) == "[TÊN] viết: xã không thu"


def test_part_of_a_word_is_no_name() -> None:
    assert scrub("bưởi_1975x và buoi_19755", {"buoi_1975"}) == "bưởi_1975x và buoi_19755"


def test_names_of_organisations_in_linked_data_are_not_taken() -> None:
    from crawler.jsonld import json_ld

    page = b"""<html><script type="application/ld+json">{"@type":"NewsArticle",
      "author":[{"@type":"Organization","name":"Song Lam 24h"},{"@type":"Person","name":"Le Van Co"}]}</script></html>"""
    tree = read_html(page)
    assert names_in(tree, json_ld(tree)) == {"Le Van Co"}


CLASSES = st.lists(
    st.sampled_from(
        ["author", "byline", "avatar", "post__author", "box-author-2", "username", "user-info", "fn", "tin", "content", "me"]
    ),
    max_size=3,
)  # fmt: skip
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "class": CLASSES.map("\t ".join),
        "itemprop": st.sampled_from(["author", "name creator", "text", "datePublished editor"]),
        "rel": st.sampled_from(["author", "me nofollow", "nofollow", "authors"]),
        "itemtype": st.sampled_from(["https://schema.org/Person", "https://schema.org/Article"]),
        "data-user-id": st.just("7"),
        "data-author-name": st.just("Cọ"),
        "data-userx": st.just("1"),
    },
)


def described(tree: Node) -> set[str]:
    """The same by XPath alone, token by token, as the attributes are defined."""

    def has_token(attribute: str, *tokens: str) -> str:
        spaced = f"concat(' ', translate(@{attribute}, '\t\n\r', '   '), ' ')"
        return "(" + " or ".join(f"contains({spaced}, ' {token} ')" for token in tokens) + ")"

    says = " or ".join(
        (
            has_token("itemprop", *PERSON_PROPERTIES),
            has_token("rel", "author", "me"),
            has_token("class", *sorted(PERSON_CLASSES)),
            "contains(@itemtype, 'schema.org/Person')",
        )
    )
    return {node.get("id") for node in tree.xpath(f"descendant-or-self::*[{says}]")} - {None}


@given(st.lists(ATTRIBUTES, max_size=6))
def test_people_are_found_by_the_tokens_of_their_attributes(given_attributes: list[dict[str, str]]) -> None:
    written = [" ".join(f"{key}='{value}'" for key, value in one.items()) for one in given_attributes]
    nodes = "".join(f"<p id='n{number}' {one}>{'Cọ ' * 40}</p>" for number, one in enumerate(written))
    tree = read_html(f"<div>{nodes}</div>".encode())
    assert {node.get("id") for node in people_nodes(tree)} == described(tree)
    short = read_html(f"<div>{nodes}</div>".replace("Cọ " * 40, "Cọ").encode())
    hinted = {node.get("id") for node in people_nodes(short)} - described(short)
    for number, one in enumerate(given_attributes):
        tokens = one.get("class", "").split()
        by_class = any(_PERSON_HINT.search(token) for token in tokens)
        by_name = {"data-user-id", "data-author-name"} & one.keys() or (
            "data-userx" in one and "class" in one
        )
        if f"n{number}" not in described(short):
            assert (f"n{number}" in hinted) == bool(by_class or by_name)
