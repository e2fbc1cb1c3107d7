"""Sections of the page of measured figures: what is compared with official text, and with what somebody has concluded already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.vocabulary import SLOT_NAMES, SlotKind
from nlp.quality_numbers import number, percent

GROUND_NAMES = {
    "outdated": "quy định đã hết hạn", "modality": "mục tiêu, dự thảo nói thành bắt buộc", "exception": "ngoại lệ", "negation": "phủ định",
}  # fmt: skip


def verdicts(measured: Mapping[str, Any]) -> Iterator[str]:
    """Claims against given passages."""
    found = measured["verdicts"]
    yield "## Đối chiếu một khẳng định với một đoạn văn bản"
    yield ""
    if not found["available"]:
        yield "Kho đối chiếu đã đổi so với lần học trọng số; hãy chạy: python scripts/verdicts.py"
    else:
        yield from _held_out_verdicts(found)
    contradicts, answers = found["contradicts"], found["general_answers"]
    yield ""
    yield (
        f"Trên trang bài viết, các câu của bài thi khi cả kho đoạn văn bản được tìm cùng lúc (hàng chục tỉnh bịa ra, quy định khác nhau):"
        f" «văn bản nói khác» đúng {percent(contradicts['precision'])}, nhận ra {percent(contradicts['recall'])} số bài sai."
    )
    yield ""
    if not answers["available"]:
        yield "Câu trả lời chung (phần dev, chỉ dùng để đo): không có dữ liệu trên máy này."
        return
    yield (
        f"Câu trả lời chung (phần dev, {answers['claims']} câu, chỉ dùng để đo): macro-F1 {number(answers['macro_f1'])}, «bị bác bỏ» đúng"
        f" {percent(answers['refuted_precision'])}. Cùng lần chạy: quy tắc trùng từ với hai ngưỡng tốt nhất cho chính tệp này"
        f" {number(answers['overlap_rule'])}; mô hình chỉ đọc khẳng định {number(answers['claim_only'])}."
    )


def _held_out_verdicts(found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "Kho do máy viết; mỗi khẳng định được chấm bởi trọng số chưa thấy đoạn văn bản của nó. Mô hình chỉ đọc khẳng định đạt macro-F1"
        f" {number(found['claim_only']['official'])} (văn bản chính thức) và {number(found['claim_only']['general'])} (đoạn văn chung)."
    )
    yield ""
    yield "| | Macro-F1 | F1 đúng | F1 bị bác bỏ | F1 không đủ thông tin | «Bị bác bỏ» đúng | Nhận ra | Số câu |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for part, name in (
        ("exam", "**bài thi**: người viết chưa thấy câu nào khác"),
        ("fresh", "**sáu người viết khác**, cũng chưa thấy câu nào"),
        ("hard", "**bài thi khó**: phải suy thêm một bước"),
        ("official", "văn bản chính thức"),
        ("plain", "– nói như thường ngày"),
        ("first", "– nhiều bẫy"),
        ("second", "– nhiều bẫy, khó hơn"),
        ("general", "đoạn văn chung"),
        ("answers", "– câu trả lời như mô hình ngôn ngữ viết"),
        ("turned", "– gần như cùng chữ, chỉ đổi một điều"),
    ):
        one = found[part]
        shares = " | ".join(
            number(one[key]) for key in ("macro_f1", "supported", "refuted", "not_enough_info")
        )
        yield (
            f"| {name} | {shares} | {percent(one['refuted_precision'])} | {percent(one['refuted_recall'])} | {one['claims']} |"
        )
    yield ""
    yield "| Điều quyết định | Đúng, được nhận | Sai, bị bác bỏ |"
    yield "|---|--:|--:|"
    for ground, one in found["grounds"].items():
        name = GROUND_NAMES.get(ground) or SLOT_NAMES[SlotKind(ground)]
        yield f"| {name} | {one['supported_right']} / {one['supported']} | {one['refuted_right']} / {one['refuted']} |"


TELLINGS = {
    "copy": "chép lại, sửa vài chữ", "reworded": "viết lại bằng từ khác", "spoken": "nói như thường ngày", "post": "nằm giữa một bài dài",
    "all": "tất cả",
}  # fmt: skip


def known_claims(measured: Mapping[str, Any]) -> Iterator[str]:
    """Known claims found again."""
    both = [measured["known_claims"][part] for part in ("exam", "seen")]
    exam, seen = both
    yield "## Tìm lại điều đã kết luận"
    yield ""
    yield (
        f"{exam['claims']} điều của một người viết không ai đọc trước khi đo («bài thi»), {seen['claims']} điều của người viết kia dùng để chỉnh máy;"
        " mỗi điều được kể lại bốn cách. Tìm thấy: trang có nêu đúng điều ấy trong ba dòng. «Cùng một điều»: bậc chắc chắn, chỉ dành cho bản chép."
    )
    yield ""
    yield "| Kể lại | Tìm thấy, bài thi | «Cùng một điều» | Tìm thấy, bài đã đọc | «Cùng một điều» |"
    yield "|---|--:|--:|--:|--:|"
    for how, name in TELLINGS.items():
        cells = [percent(one["same"][how][key]) for one in both for key in ("found", "strong")]
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""
    yield f"Mỗi bài kể lại còn kèm {number(exam['same']['all']['others'])} dòng về điều khác ({number(seen['same']['all']['others'])})."
    yield ""
    for one, name in zip(both, ("Bài thi", "Bài đã đọc"), strict=True):
        differs, near = one["beside"]["differs"], one["beside"]["near"]
        yield (
            f"- {name}: {differs['texts']} câu trông giống mà nói khác: {differs['strong']} bị coi là cùng một điều; {percent(differs['untold'])} được gợi ý"
            f" mà máy không chỉ ra chỗ khác. {near['texts']} câu chỉ cùng chuyện: {percent(near['shown'])} được gợi ý, {near['strong']} bị coi là cùng một điều"
        )
