"""Sections of the page of measured figures: what the machine finds in a text, and how it treats copies and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.vocabulary import SLOT_NAMES, SlotKind
from nlp.quality_numbers import number, percent

WITH_UNIT = frozenset(
    {SlotKind.FEE, SlotKind.AMOUNT, SlotKind.PERCENT, SlotKind.DATE, SlotKind.DEADLINE, SlotKind.SANCTION}
)
"""Kinds with a value that can be right or wrong; the value of the others is the words themselves."""

MASKED_NAMES = {
    "name": "tên người",
    "phone": "số điện thoại",
    "account": "số tài khoản",
    "email": "thư điện tử",
    "national_id": "số định danh, căn cước",
    "plate": "biển số xe",
    "handle": "tài khoản mạng xã hội",
}


def found(measured: Mapping[str, Any]) -> Iterator[str]:
    """Topics and indicators."""
    topics = measured["topics_found"]
    yield "## Những gì máy nhặt ra"
    yield ""
    yield (
        f"Chủ đề (bài thông tin và câu hỏi): độ chính xác {percent(topics['precision'])}, độ phủ {percent(topics['recall'])};"
        f" bỏ sót hẳn {percent(topics['watched_missed_share'])} số bài có chủ đề theo dõi."
    )
    yield ""
    yield "Dấu vết lừa đảo (địa chỉ, số, tài khoản…), mỗi lần xuất hiện tính một:"
    yield ""
    yield from by_kind(measured["indicators"])


def slots(measured: Mapping[str, Any]) -> Iterator[str]:
    """Slots of held-out claims, by kind."""
    yield "## Chi tiết kiểm chứng được trong bài"
    yield ""
    yield (
        "Lệ phí, hạn nộp, nghĩa vụ… trong các bài thông tin, kiểm tra chéo theo tình huống: vị trí do một mô hình chưa thấy"
        " tình huống đó chỉ ra. Tìm đúng khi cùng loại và chung ít nhất một ký tự với chỗ người gán nhãn đã đánh dấu; «F1 chặt»"
        " đòi chung ít nhất một nửa. Giá trị (của chi tiết có đơn vị) và tính chất (bắt buộc, dự thảo, nghe nói…) tính trên"
        " những chi tiết tìm đúng."
    )
    yield ""
    yield "| Loại | Độ chính xác | Độ phủ | F1 | F1 chặt | Đúng giá trị | Đúng tính chất | Đúng | Thừa | Sót |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for kind, one in measured["slots"].items():
        shares = [number(one[name]) for name in ("precision", "recall", "f1", "strict_f1")]
        valued = one["right"] and (kind == "all" or SlotKind(kind) in WITH_UNIT)
        shares.append(number(one["value_share"]) if valued else "–")
        shares.append(number(one["modality_share"]))
        counts = [f"{one[name]:.0f}" for name in ("right", "wrong", "missed")]
        name = "tất cả" if kind == "all" else SLOT_NAMES[SlotKind(kind)]
        yield f"| {name} | {' | '.join((*shares, *counts))} |"


ASKED = {
    "fee": "lệ phí", "amount": "số tiền", "percent": "tỷ lệ", "date": "ngày", "deadline": "hạn", "duration": "thời gian giải quyết",
    "obligation": "nghĩa vụ",
}  # fmt: skip
FILES = {"money": "Giá trị tiền, tỷ lệ", "times": "Ngày, hạn, thời gian", "modality": "Nói chắc đến đâu"}


def readings(measured: Mapping[str, Any]) -> Iterator[str]:
    """What is read of words whose place is known."""
    seen, exam = measured["readings"]["seen"], measured["readings"]["exam"]
    yield "## Đọc con số, ngày, mức độ chắc chắn"
    yield ""
    yield (
        "Câu do những người viết không biết máy đọc thế nào soạn ra, chỗ cần đọc cho sẵn. «Bài thi» là của người viết khác, chỉ để đo; «bài đã đọc»"
        " được dùng khi chỉnh máy, trừ phần mức độ chắc chắn."
    )
    yield ""
    yield "| | Đúng, bài thi | Đúng, bài đã đọc |"
    yield "|---|--:|--:|"
    for file, title in FILES.items():
        for kind, one in exam[file].items():
            name = f"**{title}**" if kind == "all" else f"– {ASKED[kind]}"
            other = seen[file][kind]
            yield f"| {name} | {one['right']} / {one['cases']} | {other['right']} / {other['cases']} |"


def narratives(measured: Mapping[str, Any]) -> Iterator[str]:
    """Copies that are put together, and others that must not be."""
    found = measured["narratives"]
    changed = sum(one["pairs"] for one in found["forbidden"].values())
    others = found["others"]
    apart = sum(one["pairs"] for one in others.values())
    joined = sum(one["attached"] for one in others.values())
    yield "## Gộp các bài cùng một câu chuyện"
    yield ""
    yield (
        f"- Bản chép có sửa chữ ({found['pairs']} cặp): gộp được {percent(found['recall'])}; trong số gộp đúng"
        f" {percent(found['precision'])}"
    )
    yield f"- Khác một con số, ngày, phủ định, văn bản hay cơ quan mà vẫn bị gộp: {found['forbidden_merges']} trong {changed} cặp"
    yield f"- Bài khác chuyện (cặp tối thiểu, cùng chủ đề) bị gộp: {joined} trong {apart} cặp"
    copies, alike = measured["look_alikes"]["copies"], measured["look_alikes"]["look_alikes"]
    yield (
        f"- Điều đã kết luận: bản chép của nó gộp được {copies['attached']} trong {copies['pairs']}; câu trông giống mà nói khác bị gộp:"
        f" {alike['attached']} trong {alike['pairs']}"
    )


def masking(measured: Mapping[str, Any]) -> Iterator[str]:
    """What identifies a person, by kind."""
    found = measured["masking"]
    crossed = found["cross_validated"]
    yield "## Che thông tin cá nhân"
    yield ""
    yield (
        f"{found['texts']} đoạn viết riêng để đo. Tên được đo lại khi bỏ hết những mục của danh sách họ, tên, địa danh mà chỉ"
        f" đoạn đó dùng tới: che được {percent(crossed['kinds']['name']['recall'])},"
        f" che trọn {percent(crossed['kinds']['name']['covered'])}."
    )
    yield ""
    yield "| Loại | Che được | Che trọn | Số chỗ |"
    yield "|---|--:|--:|--:|"
    for kind, one in found["kinds"].items():
        cells = f"{percent(one['recall'])} | {percent(one['covered'])} | {one['spans']}"
        yield f"| {MASKED_NAMES[kind]} | {cells} |"
    yield ""
    yield (
        f"Che nhầm: {percent(found['false_masks'], 2)} trong {found['words']} từ không cần che"
        f" (khi bỏ các mục ấy: {percent(crossed['false_masks'], 2)})."
    )


def by_kind(figures: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Precision, recall and F1 of each kind as a table."""
    yield "| Loại | Độ chính xác | Độ phủ | F1 | Đúng | Thừa | Sót |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for kind, one in figures.items():
        counts = " | ".join(f"{one[name]:.0f}" for name in ("right", "wrong", "missed"))
        shares = " | ".join(number(one[name]) for name in ("precision", "recall", "f1"))
        yield f"| {'tất cả' if kind == 'all' else f'`{kind}`'} | {shares} | {counts} |"


def hosts(measured: Mapping[str, Any]) -> Iterator[str]:
    """Imitated addresses."""
    found = measured["lookalike"]
    yield "## Tên miền giả"
    yield ""
    if not found["available"]:
        yield "Không có danh sách địa chỉ để đo trên máy này."
        return
    yield f"Điểm giống từ {number(found['threshold'], 2)} trở lên là giả mạo. {found['labels']} địa chỉ của một danh sách chặn được"
    yield f"đọc và gán nhãn từng cái; {found['benign']} tên miền lành. Chỉ nửa «chỉnh» được dùng để chỉnh điểm, nhưng người gán nhãn đã đọc cả hai nửa."
    yield ""
    yield "| | Địa chỉ giả | Nhận ra khi báo nhầm 1 % | Nhận ra | Tên miền lành bị báo nhầm |"
    yield "|---|--:|--:|--:|--:|"
    for half, name in (("tune", "chỉnh"), ("test", "thử")):
        one = found[half]
        yield (
            f"| {name} | {one['imitators']} | {percent(one['recall_at_1_percent'])} | {percent(one['recall'])}"
            f" | {percent(one['false_positives'], 2)} |"
        )


QUERIES = {
    "plain": "Câu hỏi như đã viết",
    "no_diacritics": "Câu hỏi bỏ hết dấu",
    "teencode": "Câu hỏi đổi sang teencode",
}
"""Rows of the table of search, by the name of the variant."""


def search(measured: Mapping[str, Any]) -> Iterator[str]:
    """How often the right passage of the official base is found, beside BM25."""
    measured = measured["retrieval"]
    held, claims = measured["held_out"], measured["claims"]
    yield "## Tìm trong kho thông tin chính thức"
    yield ""
    yield (
        f"Mỗi câu hỏi của kho đối chiếu có một đoạn trả lời trong {measured['passages']} đoạn; «đứng đầu» và «trong 5 đoạn đầu» là tỷ lệ câu tìm"
        " được đúng đoạn ấy, MRR là trung bình của 1 chia cho thứ hạng. Câu bỏ dấu và câu teencode do máy đổi từ câu đã viết."
        " BM25 chạy cùng lượt, trên các từ cách nhau bằng dấu cách."
    )
    yield ""
    yield "| | Số câu | Đứng đầu | BM25 | Trong 5 đoạn đầu | BM25 | MRR | BM25 |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, one in measured["questions"].items():
        yield _search_row(QUERIES[name], one)
    if claims["available"]:
        yield _search_row(f"Thông tin, {claims['passages']} đoạn (dữ liệu chỉ để đo)", claims)
    yield ""
    yield (
        "Khi trọng số xếp hạng được chọn trên bốn phần năm số đoạn và đo trên phần còn lại: "
        + "; ".join(
            f"{QUERIES[name].lower()} {percent(one['recall_1'])} đứng đầu, {percent(one['recall_5'])} trong 5 đoạn đầu,"
            f" MRR {number(one['mrr'])}"
            for name, one in held.items()
        )
        + "."
    )
    if not claims["available"]:
        yield ""
        yield "Không có dữ liệu thông tin – đoạn để đo trên máy này."


def _search_row(name: str, one: Mapping[str, Any]) -> str:
    ours, theirs = one["ours"], one["bm25"]
    cells = [percent(side[share]) for share in ("recall_1", "recall_5") for side in (ours, theirs)]
    cells += [number(side["mrr"]) for side in (ours, theirs)]
    return f"| {name} | {ours['queries']} | {' | '.join(cells)} |"


def spelling(measured: Mapping[str, Any]) -> Iterator[str]:
    """The normaliser on chat and on clean text."""
    found = measured["normalisation"]
    yield "## Chuẩn hóa chính tả"
    yield ""
    reduced, official = found["error_reduction"], found["harm_official"]
    if reduced["available"]:
        yield (
            f"- ViLexNorm (phần dev, chỉ dùng để đo): giảm {percent(reduced['error_reduction'])} lỗi;"
            f" đúng {percent(reduced['accuracy'])} số từ (để nguyên: {percent(reduced['accuracy_as_written'])})"
        )
    else:
        yield "- ViLexNorm: không có dữ liệu trên máy này"
    harmed = found["harm_posts"]
    yield f"- Văn bản sạch bị sửa: {harmed['changed']} trong {harmed['words']} từ của bài hành chính"
    if official["available"]:
        yield f"- Văn bản chính thức bị sửa: {official['changed']} trong {official['words']} từ"
