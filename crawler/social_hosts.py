"""Platforms where people are signed in: told by their host, so that nothing is asked of them by mistake.

What an office may read there goes through the platform's own interface, with the office's own token, for the office's
own pages. Groups, profiles of people and everything behind a sign-in are not read, whoever pastes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from models.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class Platform:
    """What is said of an address on a platform. ``kind`` where the office's own page of this sort can be read."""

    name: str
    sentence: str
    kind: SourceKind | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """``kinds`` are names the kind may have; ``closed`` parts of a path that are for members or about persons."""

    name: str
    hosts: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    what: str = ""


_KNOWN: tuple[_Known, ...] = (
    _Known(
        "Facebook",
        ("facebook.com", "fb.com", "fb.me", "fb.watch", "messenger.com", "m.me"),
        ("facebook_page", "facebook"),
        ("groups", "profile.php", "people", "messages", "friends", "share", "stories"),
        "Trang Facebook do chính cơ quan quản lý",
    ),
    _Known(
        "YouTube",
        ("youtube.com", "youtu.be"),
        ("youtube",),
        (),
        "Kênh YouTube",
    ),
    _Known(
        "Zalo",
        ("zalo.me", "zaloapp.com", "chat.zalo.me"),
        ("zalo_oa", "zalo"),
        ("g", "s"),
        "Zalo OA của chính cơ quan",
    ),
    _Known("TikTok", ("tiktok.com", "vt.tiktok.com")),
    _Known("Instagram", ("instagram.com",)),
    _Known("Threads", ("threads.net", "threads.com")),
    _Known("X (Twitter)", ("x.com", "twitter.com", "t.co")),
    _Known("LinkedIn", ("linkedin.com",)),
    _Known("Telegram", ("t.me", "telegram.me", "telegram.org")),
    _Known("Discord", ("discord.com", "discord.gg")),
    _Known("WhatsApp", ("whatsapp.com", "wa.me")),
    _Known("Viber", ("viber.com",)),
    _Known("Gapo", ("gapo.vn",)),
    _Known("Lotus", ("lotus.vn",)),
)
_INSTEAD = "Bà con gửi nội dung thì ghi ở trang Ghi phản ánh, hoặc nạp bài từ tệp."


def platform_of(url: str) -> Platform | None:
    """What can be done with an address of such a platform; None for any other site.

    >>> platform_of("https://m.facebook.com/groups/123/").kind is None
    True
    >>> platform_of("https://tinh.example/") is None
    True
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    known = next(
        (one for one in _KNOWN if any(host == name or host.endswith(f".{name}") for name in one.hosts)), None
    )
    if known is None:
        return None
    steps = [step.lower() for step in parts.path.split("/") if step]
    if steps and steps[0] in known.closed:
        return Platform(known.name, _closed(known.name, steps[0]))
    kind = next((kind for kind in SourceKind if kind.value in known.kinds), None)
    if not known.kinds:
        sentence = (
            f"{known.name} chỉ mở cho người đã đăng nhập hoặc không có giao diện công khai cho cơ quan, nên Sàng Tin không"
            f" đọc. {_INSTEAD}"
        )
        return Platform(known.name, sentence)
    if kind is None:
        return Platform(
            known.name,
            f"{known.what} chưa đọc được ở bản này; trang của người khác thì không đọc. {_INSTEAD}",
        )
    if not steps:
        return Platform(
            known.name, f"Đây là trang chủ của {known.name}. Hãy dán địa chỉ trang của chính cơ quan."
        )
    return Platform(known.name, _open(known), kind)


def _closed(name: str, step: str) -> str:
    if step in {"groups", "g"}:
        return (
            f"Nhóm trên {name} không được đọc: nhóm là nơi người dân nói với nhau, phải đăng nhập mới xem được."
            f" Sàng Tin không đăng nhập và không vào nhóm. {_INSTEAD}"
        )
    return f"Trang này trên {name} thuộc về một người hoặc phải đăng nhập mới xem được, nên không được đọc. {_INSTEAD}"


def _open(known: _Known) -> str:
    return (
        f"{known.what} được đọc qua giao diện chính thức của {known.name}, bằng mã truy cập mà cơ quan giữ. Chưa đặt mã thì"
        " nguồn lưu được nhưng chưa đọc được bài nào."
    )
