"""The health of a source in words: its state with the cause, what to do, when it runs next and why then, how a run went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from models.queries.source_health import Health
from models.source_health import Cause, SourceState
from models.vocabulary import RunState, SourceKind
from triage_api.catalogue import N_, _
from triage_api.formats import number
from triage_api.source_causes import cause_words
from triage_api.source_chart import Spark, spark
from triage_api.source_words import short_moment, span, usual_words

SPARK_DAYS = 14
KIND_NAMES = {
    SourceKind.FEED: N_("RSS, Atom"),
    SourceKind.SITEMAP: N_("sơ đồ trang"),
    SourceKind.LISTING: N_("danh sách tin"),
    SourceKind.WORDPRESS: N_("WordPress"),
    SourceKind.FORUM: N_("diễn đàn"),
    SourceKind.DISCOURSE: N_("diễn đàn Discourse"),
    SourceKind.XENFORO: N_("diễn đàn XenForo"),
    SourceKind.ISSO: N_("bình luận Isso"),
    SourceKind.FACEBOOK_PAGE: N_("Trang Facebook"),
    SourceKind.YOUTUBE: N_("kênh YouTube"),
    SourceKind.ZALO_OA: N_("Zalo OA"),
    SourceKind.FORM: N_("phiếu nhập tay"),
    SourceKind.FILE: N_("nạp từ tệp"),
}
STATE_NAMES = {
    SourceState.STOPPED: N_("Đã dừng"),
    SourceState.LOOK: N_("Cần xem"),
    SourceState.NEW: N_("Chưa chạy"),
    SourceState.RUNNING: N_("Đang chạy"),
    SourceState.GOOD: N_("Chạy tốt"),
}
STATE_COUNTS = {
    SourceState.STOPPED: N_("{count} đã dừng"),
    SourceState.LOOK: N_("{count} cần xem"),
    SourceState.NEW: N_("{count} chưa chạy"),
    SourceState.RUNNING: N_("{count} đang chạy"),
    SourceState.GOOD: N_("{count} chạy tốt"),
}
STATE_LOOKS = {
    SourceState.STOPPED: ("late", "pause"),
    SourceState.LOOK: ("soon", "warn"),
    SourceState.NEW: ("wait", "clock"),
    SourceState.RUNNING: ("taken", "down"),
    SourceState.GOOD: ("mine", "yes"),
}
"""Style and icon of each state; its word stands beside them always."""


@dataclass(frozen=True, slots=True)
class Line:
    """A source as the list shows it."""

    health: Health
    own: bool
    look: tuple[str, str]
    state: str
    sentence: str
    kind: str
    cadence: str
    last: str
    next: str
    spark: Spark


def line_of(health: Health, own: bool) -> Line:
    """One row of the list."""
    return Line(
        health=health,
        own=own,
        look=STATE_LOOKS[health.standing.state],
        state=state_word(health),
        sentence=sentence(health),
        kind=kind_name(health.source.kind),
        cadence=cadence(health),
        last=last_success(health),
        next=next_run(health)[0],
        spark=spark(health.days[-SPARK_DAYS:]),
    )


def state_word(health: Health) -> str:
    """The state in a word; what people bring does not run."""
    if not health.crawled and health.standing.state in (SourceState.GOOD, SourceState.NEW):
        return _("Đang nhận bài") if health.standing.state is SourceState.GOOD else _("Chưa có bài")
    return _(STATE_NAMES[health.standing.state])


def kind_name(kind: SourceKind) -> str:
    """What kind of source it is; a kind without a name of its own is told by its code."""
    return _(KIND_NAMES[kind]) if kind in KIND_NAMES else kind.value


def cadence(health: Health) -> str:
    """How often a person wants it read."""
    return _("mỗi {span}").format(span=span(health.source.every_seconds)) if health.crawled else ""


def sentence(health: Health) -> str:
    """The state with its cause, without the word for the state: never a bare "failed"; empty when all is well."""
    cause = health.standing.cause
    if cause is None:
        return _calm(health)
    says = {
        Cause.DISABLED: _disabled,
        Cause.HOST_STOPPED: _host_stopped,
        Cause.FAILING: _failing,
        Cause.SILENT: _silent,
        Cause.DROPPED: _dropped,
        Cause.UNREAD: _unread,
        Cause.LATE: _late,
    }
    return says[cause](health)


def advice(health: Health) -> str:
    """What a person can do now; empty where there is nothing to do."""
    cause = health.standing.cause
    failed = health.last_run if health.last_run and health.last_run.error_code else None
    if cause is Cause.FAILING or (cause is Cause.DISABLED and failed):
        assert failed is not None  # noqa: S101  (a failing source has failed)
        return cause_words(failed.error_code or "").advice
    texts = {
        Cause.DISABLED: N_("Khi lý do tắt đã qua thì bật lại. Bài đã thu thập vẫn được giữ theo thời hạn."),
        Cause.HOST_STOPPED: N_("Khi sự cố đã qua hoặc chủ trang đồng ý, cho đọc lại máy chủ ở dưới."),
        Cause.SILENT: N_(
            "Mở trang của nguồn xem còn bài mới không. Còn bài mới thì trang đã đổi giao diện hoặc địa chỉ: xem thử lại ở trang Thêm nguồn."
        ),
        Cause.DROPPED: N_("So với trang thật: nguồn đăng ít đi, hay một phần trang không còn đọc được."),
        Cause.UNREAD: N_("Xem các trang ở dưới; nhiều trang cùng một lý do thì thử lại cả nhóm."),
        Cause.LATE: N_("Phần chạy nền chưa làm việc. Trên máy chủ, kiểm tra bằng: sangtin doctor"),
    }
    return _(texts[cause]) if cause in texts else ""


def last_success(health: Health) -> str:
    """When it was last read to the end, and what that brought."""
    run = health.last_run
    if not health.crawled:
        return _("{count} bài hôm nay").format(count=number(health.today or 0))
    if health.last_success is None:
        return _("chưa lần nào")
    when = short_moment(health.last_success)
    if run is None or run.state is not RunState.DONE:
        return when
    return _("{when}, {count} bài mới").format(when=when, count=number(run.posts_new))


def next_run(health: Health) -> tuple[str, str]:
    """When it runs next and why then."""
    source = health.source
    if not health.crawled:
        return "–", _("Người của cơ quan nhập, không thu thập.")
    if not source.enabled:
        return "–", _("Nguồn đang tắt nên không chạy.")
    if health.host_stopped is not None:
        return "–", _("Máy chủ đang bị dừng nên không chạy.")
    if health.open_run is not None:
        running = health.open_run.state is RunState.RUNNING
        return (_("đang đọc"), "") if running else (_("đang chờ đến lượt"), "")
    return short_moment(source.next_due_at), _why_then(health)


def _calm(health: Health) -> str:
    run = health.open_run
    if health.standing.state is not SourceState.RUNNING or run is None:
        return ""
    return _("đã đọc {pages} trang, {posts} bài mới").format(
        pages=number(run.pages), posts=number(run.posts_new)
    )


def _disabled(health: Health) -> str:
    source = health.source
    reason = (source.disabled_reason or "").strip().rstrip(".") or _("không ghi lý do")
    if source.disabled_at is None:
        return reason
    return _("{reason}, từ {when}").format(reason=reason, when=short_moment(source.disabled_at))


def _host_stopped(health: Health) -> str:
    return _("máy chủ bị dừng khẩn cấp: {reason}").format(reason=(health.host_stopped or "").rstrip("."))


def _failing(health: Health) -> str:
    run = health.last_run
    words = cause_words((run and run.error_code) or "", (run and run.error_message) or "")
    if health.failures < 2:
        return words.short
    return _("{cause}, {count} lần liền").format(cause=words.short, count=number(health.failures))


def _silent(health: Health) -> str:
    since = (health.last_success or datetime.now(UTC)) - (health.last_post or datetime.now(UTC))
    said = _("{span} không có bài nào").format(span=span(since.total_seconds()))
    return f"{said}, {usual_words(health.usual)}" if health.usual else said


def _dropped(health: Health) -> str:
    week = sum(count or 0 for count in health.days[-8:-1])
    before = sum(count or 0 for count in health.days[-29:-8]) / 3
    return _("7 ngày qua chỉ {now} bài, trước đó khoảng {before} bài một tuần").format(
        now=number(week), before=number(round(before))
    )


def _unread(health: Health) -> str:
    return _("nhiều trang không đọc được, {count} trang đang chờ").format(count=number(health.pages_open))


def _late(health: Health) -> str:
    return _("đáng lẽ đọc lúc {when} mà chưa đọc").format(when=short_moment(health.due_at))


def _why_then(health: Health) -> str:
    source = health.source
    asked, pace = span(source.every_seconds), span(source.pace_seconds)
    if health.failures:
        return _("Lùi lại vì {count} lần liền không đọc được.").format(count=number(health.failures))
    if source.pace_seconds > source.every_seconds:
        text = N_("Giãn ra mỗi {pace} một lần vì ít bài mới (đặt: mỗi {asked}).")
    elif source.pace_seconds < source.every_seconds:
        text = N_("Nhanh lên mỗi {pace} một lần vì nhiều bài mới (đặt: mỗi {asked}).")
    else:
        text = N_("Mỗi {asked} một lần, như đã đặt.")
    return _(text).format(pace=pace, asked=asked)
