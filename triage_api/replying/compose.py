"""One wording of a reply, and the forms in which it goes out. The sentences are the same in each; none is left out or cut.

What does not fit a form is refused there with a sentence, for the drafter to shorten it everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from models.tables.reply import Reply
from triage_api.catalogue import N_, _
from triage_api.formats import day, number
from triage_api.replying.aloud import aloud, syllables, unread

COMMENT_SHORT = 600
"""Characters of a comment that a telephone shows without "Xem thêm": a figure of our mock-up, a hint only."""
ZALO_LONGEST = 2000
"""Characters of one text message of a Zalo Official Account (developers.zalo.me, "Gửi tin nhắn văn bản")."""
LOUDSPEAKER_SECONDS = 60
SYLLABLES_PER_MINUTE = 150
"""Half the rate at which Vietnamese is read in a room, rounded down: 5.22 syllables a second (Pellegrino, Coupé, Marsico,
Language 87, 2011), because a horn echoes and nobody can listen twice. The half is our rule, not theirs."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence and the number of its source; None for the office's own words."""

    text: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage. ``written`` names it on paper, ``spoken`` when it is read aloud."""

    mark: int
    written: str
    spoken: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """The reply as it is told, before any form."""

    office: str
    sentences: tuple[Said, ...]
    sources: tuple[Source, ...]
    valid_until: date | None
    replaces: date | None
    permalink: str | None

    @property
    def opening(self) -> str:
        """Who speaks. Every form begins with it (I4)."""
        return _("{office} trả lời:").format(office=self.office)

    @property
    def closing(self) -> tuple[str, ...]:
        """What it replaces, until when it holds, that anybody may contest it."""
        lines = []
        if self.replaces is not None:
            lines.append(_("Bản này thay câu trả lời đã đăng ngày {day}.").format(day=day(self.replaces)))
        if self.valid_until is not None:
            lines.append(_("Có giá trị đến {day}.").format(day=day(self.valid_until)))
        lines.append(_("Ai thấy chưa đúng, xin gửi yêu cầu xem lại cho cơ quan."))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Fitted:
    """One form of the wording. ``size`` says how long it is; ``problem`` why it does not fit, ``hint`` what is worth knowing."""

    code: str
    name: str
    text: str
    size: str
    problem: str = ""
    hint: str = ""


def wording_of(
    office: str,
    reply: Reply,
    valid_until: date | None = None,
    replaces: date | None = None,
    permalink: str | None = None,
) -> Wording:
    """The wording of a reply whose sentences and passages are loaded."""
    sources: dict[int, Source] = {}
    sentences = []
    for sentence in reply.sentences:
        passage = sentence.passage
        if passage is not None and passage.id not in sources:
            document = passage.document
            named = {
                "kind": document.kind,
                "day": day(document.issued),
                "issuer": document.issuer,
                "path": passage.path,
            }
            sources[passage.id] = Source(
                len(sources) + 1,
                _("{kind} số {number}, ngày {day}, {issuer}, {path}").format(number=document.number, **named),
                _("Theo {kind} số {number}, ngày {day}, {issuer}, {path}.").format(
                    number=_bare(document.number), **named
                ),
                document.source_url,
            )
        sentences.append(Said(sentence.text, None if passage is None else sources[passage.id].mark))
    return Wording(office, tuple(sentences), tuple(sources.values()), valid_until, replaces, permalink)


def full_text(office_name: str, reply: Reply, valid_until: date | None = None) -> str:
    """The reply as a comment: openly the office's, each source named with number, date and passage, and
    how long it holds and that anybody may contest it.
    """
    return comment_text(wording_of(office_name, reply, valid_until))


def comment_text(wording: Wording) -> str:
    """One paragraph, then the sources and what holds."""
    body = " ".join(_marked(said) for said in wording.sentences)
    link = [_("Tự kiểm tra: {link}").format(link=wording.permalink)] if wording.permalink else []
    closing = " ".join(wording.closing)
    return "\n".join([f"{wording.opening} {body}", "", *_sources(wording), closing, *link])


def forms(wording: Wording) -> tuple[Fitted, ...]:
    """The wording as comment, Zalo message and loudspeaker script."""
    return (_comment(wording), _zalo(wording), loudspeaker(wording))


def loudspeaker(wording: Wording) -> Fitted:
    """The script to be read at the loudspeaker: written out, sources said before the sentences, within a minute."""
    shown = {said.mark for said in wording.sentences}
    said = [one.spoken for one in wording.sources if one.mark in shown]
    written = [wording.opening, *said, *(one.text for one in wording.sentences), *wording.closing]
    text = "\n".join(aloud(line) for line in written)
    seconds = ceil(syllables(text) * 60 / SYLLABLES_PER_MINUTE)
    unknown = unread("\n".join(written))
    problem = ""
    if seconds > LOUDSPEAKER_SECONDS:
        problem = _(
            "Bản đọc loa dài khoảng {seconds} giây, quá {most} giây. Hãy rút gọn các câu; máy không tự cắt."
        ).format(seconds=number(seconds), most=LOUDSPEAKER_SECONDS)
    elif unknown:
        problem = _("Chữ viết tắt {words} chưa có cách đọc. Hãy viết đầy đủ.").format(
            words=", ".join(f"“{word}”" for word in unknown[:5])
        )
    size = _("khoảng {seconds} / {most} giây").format(seconds=number(seconds), most=LOUDSPEAKER_SECONDS)
    hint = _(
        "Tính {rate} tiếng một phút: nửa tốc độ đọc thường của tiếng Việt (5,22 tiếng một giây, Pellegrino và cộng sự, 2011), vì loa ngoài trời có tiếng vọng."
    ).format(rate=SYLLABLES_PER_MINUTE)
    return Fitted("loa", _("Loa xã"), text, size, problem, hint)


def _comment(wording: Wording) -> Fitted:
    text = comment_text(wording)
    long = len(text) > COMMENT_SHORT
    hint = _("Người đọc trên điện thoại phải bấm “Xem thêm” mới thấy hết.") if long else ""
    return Fitted("binh-luan", _("Bình luận"), text, _size(text, COMMENT_SHORT), "", hint)


def _zalo(wording: Wording) -> Fitted:
    paragraphs = [wording.opening, *(_marked(said) for said in wording.sentences), ""]
    link = [_("Tự kiểm tra: {link}").format(link=wording.permalink)] if wording.permalink else []
    text = "\n".join([*paragraphs, *_sources(wording), *wording.closing, *link])
    problem = ""
    if len(text) > ZALO_LONGEST:
        problem = _("Tin Zalo nhận nhiều nhất {most} ký tự. Hãy rút gọn các câu; máy không tự cắt.").format(
            most=number(ZALO_LONGEST)
        )
    return Fitted("zalo", _("Tin Zalo"), text, _size(text, ZALO_LONGEST), problem)


def _marked(said: Said) -> str:
    return said.text if said.mark is None else f"{said.text} [{said.mark}]"


def _sources(wording: Wording) -> Sequence[str]:
    return [
        f"[{one.mark}] {one.written}" + (f", {one.url}" if one.url else "") + "." for one in wording.sources
    ]


def _size(text: str, most: int) -> str:
    return _(N_("{count} / {most} ký tự")).format(count=number(len(text)), most=number(most))


def _bare(document_number: str) -> str:
    """``12/2026`` of ``12/2026/NQ-HĐND``: kind and issuer are said beside it."""
    kept = [part for part in document_number.split("/") if part.isdigit()]
    head = document_number.split("-")[0].split("/")[0]
    return " năm ".join(kept) if kept else head
