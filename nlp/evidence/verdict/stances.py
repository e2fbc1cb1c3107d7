"""What a claim and a passage say beside figures: denied or not, must or may, aim or rule, all or only some, and opposites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from models.vocabulary import Modality
from nlp.contracts import Text
from nlp.evidence import obligations as duty
from nlp.evidence.mentions import find_agencies, find_documents, find_matters, find_scopes
from nlp.evidence.modality import cues_of
from nlp.evidence.obligations import Obligation, find_obligations
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import Scan
from nlp.evidence.verdict.sides import Aligned, Side

_CUES: dict[str, tuple[str, ...]] = {
    "all": ("tất cả", "ai cũng", "mọi", "toàn bộ", "mọi người", "bất kể", "không kể", "không phân biệt", "nhà nào cũng", "đâu cũng", "bất kỳ", "cả", "đều", "hết thảy", "ai ai", "từ a tới z", "luôn luôn", "hoàn toàn", "duy nhất"),
    "some": ("một số", "một phần", "có thể", "tùy", "đa số", "phần lớn", "hầu hết", "chủ yếu", "thường"),
    "only": ("chỉ", "riêng", "mới được", "duy nhất", "chỉ có", "độc nhất"),
    "except": ("trừ", "ngoại trừ", "trừ khi", "không áp dụng", "không thuộc", "không bao gồm", "không kể", "miễn", "ngoài ra", "riêng"),
    "also": ("kể cả", "bao gồm", "gồm cả", "cũng", "cả", "lẫn"),
    "more": ("hơn", "cao hơn", "lớn hơn", "nhiều hơn", "vượt", "trên", "quá"),
    "less": ("kém", "thấp hơn", "nhỏ hơn", "ít hơn", "dưới", "chưa tới", "chưa đến"),
    "most": ("nhất", "đầu tiên", "cuối cùng", "đứng đầu", "hàng đầu"),
    "before": ("trước", "trước khi", "sớm hơn"),
    "after": ("sau", "sau khi", "muộn hơn", "kể từ"),
    "cause": ("vì", "do", "bởi", "nhờ", "nên", "vì vậy", "do đó", "khiến", "dẫn đến", "nhằm", "để"),
}  # fmt: skip
_OPPOSITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("tăng", "nâng", "tăng thêm"), ("giảm", "hạ", "cắt giảm")),
    (("cao hơn", "cao nhất", "cao"), ("thấp hơn", "thấp nhất", "thấp")),
    (("lớn hơn", "lớn nhất", "lớn"), ("nhỏ hơn", "nhỏ nhất", "nhỏ", "bé")),
    (("nhiều hơn", "nhiều nhất", "nhiều"), ("ít hơn", "ít nhất", "ít")),
    (("trước khi", "trước"), ("sau khi", "sau")),
    (("đầu tiên", "sớm nhất"), ("cuối cùng", "muộn nhất")),
    (("bắt đầu", "khởi đầu", "mở"), ("kết thúc", "chấm dứt", "đóng")),
    (("cho phép", "được phép", "được"), ("cấm", "không được", "không cho")),
    (("bắt buộc", "phải", "buộc"), ("tự nguyện", "khuyến khích", "tùy", "không bắt buộc", "không phải", "khỏi", "không cần")),
    (("mở rộng", "rộng"), ("thu hẹp", "hẹp")),
    (("bắc", "phía bắc"), ("nam", "phía nam")),
    (("đông", "phía đông"), ("tây", "phía tây")),
    (("thành công", "thắng", "chiến thắng"), ("thất bại", "thua", "thất thủ")),
    (("ủng hộ", "đồng ý"), ("phản đối", "từ chối")),
    (("miễn", "miễn phí", "không thu", "không mất", "khỏi tốn"), ("thu", "nộp", "đóng", "mất")),
    (("có hiệu lực", "còn hiệu lực"), ("hết hiệu lực", "bãi bỏ")),
    (("tối đa", "không quá", "nhiều nhất"), ("tối thiểu", "ít nhất", "trở lên")),
    (("trực tiếp", "tại quầy", "bản giấy", "tận nơi"), ("trực tuyến", "qua mạng", "online", "trên mạng", "bản điện tử", "gián tiếp")),
    (("trong nước", "nội địa"), ("nước ngoài", "quốc tế")),
    (("sớm hơn", "sớm"), ("muộn hơn", "muộn", "trễ")),
    (("nhanh",), ("chậm",)), (("nóng",), ("lạnh",)), (("mới",), ("cũ",)), (("dài",), ("ngắn",)), (("nặng",), ("nhẹ",)),
    (("mạnh",), ("yếu",)), (("trên",), ("dưới",)), (("trong",), ("ngoài",)), (("ngày",), ("đêm",)), (("nam", "đàn ông"), ("nữ", "phụ nữ")),
    (("tích cực",), ("tiêu cực",)), (("công lập",), ("tư thục", "ngoài công lập")), (("mua",), ("bán",)), (("giàu",), ("nghèo",)),
    (("sống",), ("chết",)), (("nổi",), ("chìm",)), (("hiếm",), ("phổ biến",)), (("chính",), ("phụ",)), (("đực",), ("cái",)),
    (("khô",), ("ướt", "ẩm")), (("trái",), ("phải",)), (("thượng nguồn",), ("hạ nguồn", "hạ lưu")), (("cha", "bố"), ("mẹ",)),
    (("giữ", "giữ nguyên"), ("bỏ", "thay đổi", "thay thế")), (("một lần",), ("nhiều lần", "hằng năm", "hằng tháng")),
    (("cá nhân",), ("tập thể",)), (("đủ",), ("thiếu",)), (("dễ",), ("khó",)), (("tốt",), ("xấu", "kém")), (("có",), ("không có", "chưa có")),
)  # fmt: skip


@lru_cache(maxsize=1)
def _books() -> tuple[PhraseBook, PhraseBook]:
    sides = {f"{at}{side}": pair[side] for at, pair in enumerate(_OPPOSITES) for side in (0, 1)}
    return tuple(PhraseBook(one) for one in (_CUES, sides))  # type: ignore[return-value]


def _said(text: Text, book: int, ranges: Sequence[tuple[int, int]]) -> set[str]:
    cues = _books()[book].find(text)
    return {cue.label for cue in cues if any(low <= cue.start < high for low, high in ranges)}


def stance_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Named figures; what they are worth is learned."""
    claim, passage = aligned.claim, aligned.passage
    near = [passage.scan.sentences[one] for one in aligned.best]
    whole = [(0, len(claim.text.folded))]
    yield from _denials(aligned)
    yield from _duties(aligned)
    yield from _firmness(claim, passage, near)
    said, written = _said(claim.text, 0, whole), _said(passage.text, 0, near[:1])
    for name in _CUES:
        yield f"{name}_claim", float(name in said and name not in written)
        yield f"{name}_passage", float(name in written and name not in said)
    yield "opposites_best", float(len(opposites(aligned, near[:1])))
    yield "opposites_two", float(len(opposites(aligned, near)))
    yield from _mentions(claim.scan, passage.scan, near)


def opposites(aligned: Aligned, ranges: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    """Pairs of words of opposite meaning, one said by the claim alone, the other by these ranges alone."""
    book = _books()[1]
    claim = {cue.label: cue.phrase for cue in book.find(aligned.claim.text)}
    passage = {
        cue.label: cue.phrase
        for cue in book.find(aligned.passage.text)
        if any(low <= cue.start < high for low, high in ranges)
    }
    found = []
    for label, phrase in claim.items():
        other = f"{label[:-1]}{1 - int(label[-1])}"
        if other in passage and label not in passage and other not in claim:
            found.append((phrase, passage[other]))
    return found


def _denials(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Words denied on one side and not on the other, as shares of the claim's weight."""
    claimed, written = aligned.claim.denied, aligned.passage.denied
    here = set(aligned.best)
    only_claim, only_passage, both = [], [], []
    for number, places in enumerate(aligned.found):
        inside = [at for at in places if aligned.passage.sentence_of[at] in here]
        there = bool(inside) and all(written[at] for at in inside)
        nowhere = bool(inside) and not any(written[at] for at in inside)
        only_claim.append(claimed[number] and nowhere)
        only_passage.append(not claimed[number] and there)
        both.append(claimed[number] and bool(inside) and not nowhere)
    yield "denied_claim_only", aligned.share(only_claim)
    yield "denied_passage_only", aligned.share(only_passage)
    yield "denied_both", aligned.share(both)
    yield "denied_claim", float(sum(claimed))


_CONFLICTS = {
    frozenset(pair)
    for pair in (
        (duty.MUST, duty.NEED_NOT), (duty.MUST, duty.ENCOURAGED), (duty.MUST, duty.MUST_NOT), (duty.MUST_NOT, duty.MAY),
        (duty.MUST_NOT, duty.ENCOURAGED), (duty.MAY, duty.BENEFIT_DENIED),
    )
}  # fmt: skip


def _duties(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Duties of the claim against those of the passage that speak of the same, by the words of their clauses."""
    claim, passage = aligned.claim, aligned.passage
    said = find_obligations(claim.scan, cues_of(claim.scan))
    written = find_obligations(passage.scan, cues_of(passage.scan))
    fits: dict[str, float] = {"same": 0.0, "conflict": 0.0, "softer": 0.0, "other": 0.0}
    for one in said:
        for other in written:
            fit = _duty_fit(aligned, one, other)
            fits[_relation(one.duty, other.duty)] = max(fits[_relation(one.duty, other.duty)], fit)
    for name, fit in fits.items():
        yield f"duty_{name}", fit
    yield "duty_margin", fits["same"] - fits["conflict"]
    here = [passage.scan.sentences[one] for one in aligned.best[:1]]
    near = {one.duty for one in written if any(low <= one.start < high for low, high in here)}
    told = {one.duty for one in said}
    for name, kind in (("must", duty.MUST), ("need_not", duty.NEED_NOT), ("must_not", duty.MUST_NOT), ("may", duty.MAY), ("urged", duty.ENCOURAGED)):  # fmt: skip
        yield f"{name}_claim_only", float(kind in told and kind not in near)
        yield f"{name}_passage_only", float(kind in near and kind not in told)


def _relation(claim: str, official: str) -> str:
    if claim == official:
        return "same"
    if frozenset((claim, official)) in _CONFLICTS:
        return "conflict"
    return "softer" if claim == duty.MUST else "other"


def _duty_fit(aligned: Aligned, one: Obligation, other: Obligation) -> float:
    """Share of the words a duty of the claim governs (and of its clause, half) that the other's clause has."""
    claim, passage = aligned.claim, aligned.passage
    low, high = claim.scan.clause(one.start)
    official = passage.scan.clause(other.start)
    total = shared = 0.0
    for number, term in enumerate(claim.terms):
        if not low <= term.start < high:
            continue
        weight = aligned.weights[number] * (1.0 if one.start <= term.start < one.end else 0.5)
        total += weight
        held = any(official[0] <= passage.terms[at].start < official[1] for at in aligned.found[number])
        shared += weight * held
    return shared / total if total else 0.0


def _firmness(claim: Side, passage: Side, near: Sequence[tuple[int, int]]) -> Iterator[tuple[str, float]]:
    """Draft, aim and hearsay, by words on either side."""
    told = {cue.label.split("/")[0] for cue in cues_of(claim.scan)}
    cues = cues_of(passage.scan)
    here = {cue.label.split("/")[0] for cue in cues if any(low <= cue.start < high for low, high in near[:1])}
    draft = any(cue.label.startswith(Modality.PROPOSAL) for cue in cues)
    for kind in (Modality.TARGET, Modality.PROPOSAL, Modality.PERMITTED, Modality.HEARSAY):
        yield f"{kind}_claim_only", float(kind in told and kind not in here)
        yield f"{kind}_passage_only", float(kind in here and kind not in told)
    yield (
        "soft_told_hard",
        float(
            bool(here & {Modality.TARGET, Modality.PROPOSAL})
            and not told & {Modality.TARGET, Modality.PROPOSAL}
        ),
    )
    yield "draft_told_hard", float(draft and Modality.PROPOSAL not in told)


_FINDERS = {
    "agency": find_agencies,
    "document": find_documents,
    "procedure": find_matters,
    "scope": find_scopes,
}


def _mentions(claim: Scan, passage: Scan, near: Sequence[tuple[int, int]]) -> Iterator[tuple[str, float]]:
    """Named offices, documents, procedures and groups: the same, or others of their kind in the best sentences."""
    for kind, finder in _FINDERS.items():
        said = {str(one.value) for one in finder(claim)}
        written = finder(passage)
        here = {str(one.value) for one in written if any(low <= one.start < high for low, high in near)}
        everywhere = {str(one.value) for one in written}
        yield f"{kind}_same", float(len(said & here))
        yield f"{kind}_elsewhere", float(len((said & everywhere) - here))
        yield f"{kind}_rival", float(bool(said - everywhere) and bool(here - said))
        yield f"{kind}_new", float(bool(said - everywhere))
