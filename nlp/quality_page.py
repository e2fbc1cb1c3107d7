"""The measured figures as a page a person reads, in Vietnamese: ``docs/quality.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.vocabulary import LABEL_NAMES, TOPIC_NAMES, Label, Topic
from nlp import thresholds
from nlp.quality_compared import known_claims, verdicts
from nlp.quality_found import found, hosts, masking, narratives, readings, search, slots, spelling
from nlp.quality_numbers import interval, number, percent

STYLE_NAMES = {
    "plain": "thường",
    "no_diacritics": "không dấu",
    "teencode": "viết tắt, teencode",
    "sms": "tin nhắn SMS",
    "long": "dài",
    "short": "rất ngắn",
    "dialect_north": "phương ngữ Bắc",
    "dialect_central": "phương ngữ Trung",
    "dialect_south": "phương ngữ Nam",
    "emoji": "nhiều biểu tượng",
    "mixed_english": "chen tiếng Anh",
    "obfuscated": "viết né",
    "formal": "văn bản hành chính",
    "speech": "lời nói chép lại",
}


def to_markdown(measured: Mapping[str, Any]) -> str:
    """All sections, one below the other."""
    sections = (
        _head, _labels, _confusions, _slices, _doubt, _queues, _exam, _unseen, found, slots, readings, search, verdicts, known_claims, narratives,
        masking, hosts, spelling, _failures,
    )  # fmt: skip
    return "\n\n".join("\n".join(section(measured)) for section in sections)


def _head(measured: Mapping[str, Any]) -> Iterator[str]:
    corpus = measured["corpus"]
    yield (
        f"Mô hình {measured['model']}, {corpus['posts']} bài mẫu do máy viết, kiểm tra chéo theo tình huống: mỗi bài được"
        " chấm bởi một mô hình chưa thấy tình huống đó. Trong ngoặc vuông là khoảng tin cậy 95 % (lấy mẫu lại theo tình huống)."
    )
    yield ""
    yield f"Kho bài: `{corpus['sha256'][:16]}`; tham số mô hình: `{measured['parameters_sha256'][:16]}`."


def _labels(measured: Mapping[str, Any]) -> Iterator[str]:
    yield "## Nhãn"
    yield ""
    yield from _by_label(measured["labels"])


def _by_label(labels: Mapping[str, Any]) -> Iterator[str]:
    yield "| Nhãn | Độ chính xác | Độ phủ | F1 | Số bài |"
    yield "|---|---|---|---|--:|"
    for code, one in labels["by_label"].items():
        cells = [interval(one[name]) for name in ("precision", "recall", "f1")]
        yield f"| {LABEL_NAMES[Label(code)]} | {' | '.join(cells)} | {one['posts']} |"
    yield ""
    yield f"Macro-F1: **{interval(labels['macro_f1'])}**"


def _confusions(measured: Mapping[str, Any]) -> Iterator[str]:
    """What was meant by row, what was said by column."""
    yield "## Nhầm giữa các nhãn"
    yield ""
    yield "Hàng: nhãn đúng; cột: nhãn máy gợi ý."
    yield ""
    names = [LABEL_NAMES[label] for label in Label]
    yield f"| | {' | '.join(names)} |"
    yield f"|---|{'--:|' * len(names)}"
    for label in Label:
        row = measured["labels"]["confusions"][label.value]
        yield f"| {LABEL_NAMES[label]} | {' | '.join(str(row[one.value]) for one in Label)} |"


def _slices(measured: Mapping[str, Any]) -> Iterator[str]:
    whole = measured["labels"]["macro_f1"][0]
    for title, figures, names in (
        ("Theo cách viết", measured["styles"], STYLE_NAMES),
        ("Theo chủ đề", measured["topics"], {topic.value: TOPIC_NAMES[topic] for topic in Topic}),
    ):
        yield f"## {title}"
        yield ""
        yield "| | Macro-F1 | So với chung | Số bài |"
        yield "|---|--:|--:|--:|"
        for code, one in sorted(figures.items(), key=lambda row: row[1]["macro_f1"]):
            apart = f"{one['macro_f1'] - whole:+.3f}".replace(".", ",").replace("-", "−")
            yield f"| {names[code]} | {number(one['macro_f1'])} | {apart} | {one['posts']:.0f} |"
        yield ""


def _doubt(measured: Mapping[str, Any]) -> Iterator[str]:
    doubt, gate = measured["abstention"], measured["gate"]
    yield "## Máy có biết mình không chắc"
    yield ""
    yield f"- Sai lệch hiệu chuẩn (ECE): {number(measured['calibration_error'])}"
    yield (
        f"- Máy dám gợi ý {percent(doubt['coverage'])} số bài; trong đó sai {percent(doubt['risk'])}."
        f" Ngưỡng của lừa đảo: {number(thresholds.CERTAIN[Label.SCAM], 2)}"
    )
    yield (
        f"- Cổng sàng giữ lại {percent(gate['kept'])} số bài có thể cần người xem và bỏ qua"
        f" {percent(gate['off_topic_stopped'])} số bài không liên quan (phần lớn được viết cho giống bài liên quan),"
        f" {percent(gate['chatter_stopped'])} số câu chuyện phiếm"
    )
    yield ""
    yield (
        "| Chỉ nhận những bài chắc nhất | "
        + " | ".join(percent(float(share), 0) for share in doubt["curve"])
        + " |"
    )
    yield "|---|" + "--:|" * len(doubt["curve"])
    yield "| Tỷ lệ sai | " + " | ".join(percent(risk) for risk in doubt["curve"].values()) + " |"


def _queues(measured: Mapping[str, Any]) -> Iterator[str]:
    queues, guarded, corpus = measured["queues"], measured["protected"], measured["corpus"]
    yield "## Hàng việc và tường bảo vệ ý kiến"
    yield ""
    for code, name in (
        ("scam", "Lừa đảo"),
        ("claim", "Thông tin cần đối chiếu"),
        ("question", "Câu hỏi"),
    ):
        yield (
            f"- {name}: vào đúng hàng {percent(queues[f'{code}_recall'])};"
            f" trong hàng đúng {percent(queues[f'{code}_precision'])}"
        )
    yield f"- Cảnh báo, kể lại bị coi là lừa đảo: {percent(queues['awareness_as_scam_share'])}"
    yield f"- Ý kiến, phản ánh bị đưa ra để bác bỏ: {percent(queues['protected_labels_queued_share'])}"
    yield f"- Ý kiến vào bất cứ hàng nào: {percent(queues['opinion_queued_share'])}"
    yield (
        f"- Kho được bảo vệ ({corpus['protected']} bài, không dùng để huấn luyện): bị đưa ra để bác bỏ"
        f" {percent(guarded['queued_share'], 2)} ({guarded['as_claim']:.0f} như thông tin, {guarded['as_scam']:.0f} như lừa đảo;"
        f" cận trên 95 %: {percent(guarded['queued_upper'], 2)}); ý kiến vào bất cứ hàng nào"
        f" {percent(guarded['opinions_queued_share'], 2)}"
    )
    told = measured["told"]
    yield (
        f"- Có đoạn văn bản nói khác thì ngưỡng nới ra: trong {told['between']} bài giữa hai ngưỡng, đặt cạnh mọi đoạn bịa, thêm"
        f" {told['claims']} thông tin cần đối chiếu vào hàng và {told['protected']} ý kiến, phản ánh"
    )


def _exam(measured: Mapping[str, Any]) -> Iterator[str]:
    exam = measured["exam"]
    yield "## Bài thi"
    yield ""
    yield (
        f"{exam['posts']:.0f} bài của một người viết chưa thấy bài nào khác, không dùng để huấn luyện hay chỉnh máy:"
    )
    yield ""
    yield f"- Macro-F1: {number(exam['macro_f1'])}"
    for code, name in (("scam", "Lừa đảo"), ("claim", "Thông tin cần đối chiếu")):
        yield (
            f"- {name} vào hàng việc: {percent(exam[f'{code}_recall'])};"
            f" trong hàng đúng {percent(exam[f'{code}_precision'])}"
        )
    yield (
        f"- Ý kiến, phản ánh bị đưa ra để bác bỏ: {exam['protected_queued']:.0f} trong {exam['protected']:.0f} bài"
    )


def _unseen(measured: Mapping[str, Any]) -> Iterator[str]:
    unseen = measured["unseen"]
    if not unseen:
        return
    yield "## Bài của người viết khác"
    yield ""
    yield (
        f"{unseen['posts']} bài do máy viết, của những người viết chưa đọc bài nào ở trên, đánh dấu đầy đủ như kho bài; không dùng để"
        " huấn luyện, không sửa máy vì một bài nào trong đó. Nửa đầu là mời chào, lừa đảo quanh các bài giống chúng; nửa sau là ý kiến và thông tin nói lẫn nhau."
    )
    yield ""
    yield from _by_label(unseen["labels"])
    queues, slots, marks = unseen["queues"], unseen["slots"], unseen["indicators"]
    yield ""
    yield f"- Lừa đảo vào hàng việc: {percent(queues['scam_recall'])}; trong hàng đúng {percent(queues['scam_precision'])}"
    yield (
        f"- Thông tin cần đối chiếu vào hàng việc: {percent(queues['claim_recall'])};"
        f" trong hàng đúng {percent(queues['claim_precision'])}"
    )
    yield f"- Cảnh báo, kể lại bị coi là lừa đảo: {percent(queues['awareness_as_scam_share'])}"
    yield f"- Ý kiến vào bất cứ hàng nào: {percent(queues['opinion_queued_share'])}"
    yield f"- Ý kiến, phản ánh bị đưa ra để bác bỏ: {percent(queues['protected_labels_queued_share'])}"
    yield (
        f"- Chi tiết kiểm chứng được của bài thông tin: F1 {number(slots['f1'])} (độ chính xác {number(slots['precision'])}, độ phủ"
        f" {number(slots['recall'])}); dấu vết lừa đảo: F1 {number(marks['f1'])}"
    )


def _failures(measured: Mapping[str, Any]) -> Iterator[str]:
    yield "## Những chỗ máy còn sai"
    yield ""
    yield "Với mỗi cặp nhãn hay nhầm nhất: bài mà máy chắc nhất nhưng sai. Mọi bài đều do máy viết."
    yield ""
    yield "| Đúng ra | Máy gợi ý | Bài |"
    yield "|---|---|---|"
    for one in measured["failures"]:
        text = " ".join(one["text"].replace("|", "\\|").split())
        yield f"| {LABEL_NAMES[Label(one['meant'])]} | {LABEL_NAMES[Label(one['said'])]} | {text} |"
