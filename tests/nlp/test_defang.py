"""One indicator however it is written: what people meet twice is counted, not listed twice."""

from __future__ import annotations

import pytest

from models.vocabulary import IndicatorKind
from nlp.defang import defang, same_thing


@pytest.mark.parametrize("kind", [IndicatorKind.PHONE, IndicatorKind.ZALO])
@pytest.mark.parametrize("written", ["0900 000 001", "0900.000.001", "0900-000-001", "0900000001"])
def test_a_telephone_number_is_one_with_any_dots(kind: IndicatorKind, written: str) -> None:
    value = same_thing(kind, written)
    assert (value, defang(kind, value)) == ("0900000001", "0900000••1")


@pytest.mark.parametrize("name", ["zalo.me/g/abcdef123", "Hỗ trợ 247"])
def test_a_zalo_account_that_is_no_number_stays_as_it_is(name: str) -> None:
    assert same_thing(IndicatorKind.ZALO, name) == name
