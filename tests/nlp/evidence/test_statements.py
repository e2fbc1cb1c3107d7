"""Where one statement of a sentence ends and another begins."""

import pytest

from models.vocabulary import Modality
from nlp.evidence.scan import scan
from nlp.evidence.statements import comments_on, parted, walls_of
from nlp.normalise import normalise


def walls(text):
    read = scan(normalise(text))
    return [(read.text.normalised[one.start : one.end], one.kind.value) for one in walls_of(read)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nghe đồn năm chục nhưng phí vẫn như cũ", [("nhưng", "anywhere")]),
        ("phí mới là 50k, còn mức 100k là dự thảo", [("còn", "opening")]),
        ("đề xuất bảy chục, rốt cuộc tỉnh chốt ba chục", [("rốt cuộc", "anywhere")]),
        ("đề nghị nâng lên 45 ngày, giờ vẫn là 10 ngày", [("giờ", "now")]),
        ("không có chuyện thu 50k, chỉ thu 10k", [("chỉ", "only")]),
        ("luật ghi rồi chứ hổng phải đề xuất", [("chứ", "anywhere")]),
        ("nghe đồn mất trăm ngàn, tui lên tận nơi hỏi thì có 25k", [("tui", "asked")]),
        ("phi 50k, nhung ai ngheo thi mien", [("nhung", "anywhere")]),
    ],
)
def test_a_new_statement_begins(text, expected):
    assert walls(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nộp rồi chứ", "Nhưng phí vẫn 50k", "thẻ, còn hạn thì xài tiếp", "tại nhung nguoi o xa", "giờ thu 50k", "nộp 50k còn lại",
        "nghe đồn vậy, tui chưa hỏi được ai",
    ],
)  # fmt: skip
def test_what_only_looks_like_one(text):
    assert walls(text) == []


def test_each_modality_has_walls_of_its_own():
    read = scan(normalise("nghe nói bỏ phí, giờ thu 50k"))
    end = len(read.text.normalised)
    assert not parted(read, Modality.HEARSAY, 0, end)
    assert parted(read, Modality.PROPOSAL, 0, end)


def test_a_comment_right_behind_a_wall_is_of_what_stands_before():
    read = scan(normalise("thu 50k nhưng mới là đề xuất"))
    found = parted(read, Modality.PROPOSAL, 0, len(read.text.normalised))
    assert comments_on(read, found, read.text.normalised.index("đề xuất"))
    other = scan(normalise("thu 50k nhưng tháng sau phường có đề xuất"))
    found = parted(other, Modality.PROPOSAL, 0, len(other.text.normalised))
    assert not comments_on(other, found, other.text.normalised.index("đề xuất"))
