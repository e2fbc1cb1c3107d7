"""What the library of the command line says in English, in Vietnamese: usage errors and help."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

F = TypeVar("F", bound=Callable[..., Any])

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"No such command ['\"]?([^'\"]*)['\"]?.*", "Không có lệnh “{0}”."),
        (r"No such option: (\S+).*", "Không có tùy chọn {0}."),
        (r"Missing (?:argument|parameter) ['\"]?([^'\"]*?)['\"]?\.?(?: .*)?", "Thiếu {0}."),
        (r"Missing option ['\"]?([^'\"]*?)['\"]?\.?(?: .*)?", "Thiếu tùy chọn {0}."),
        (r"Missing command\.", "Thiếu tên lệnh."),
        (r"Option ['\"]?([^'\"]*?)['\"]? requires an argument\.", "Tùy chọn {0} cần một giá trị."),
        (r"Option ['\"]?([^'\"]*?)['\"]? does not take a value\.", "Tùy chọn {0} không nhận giá trị."),
        (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Thừa: {0}."),
        (
            r"Invalid value for ['\"]?([^:]*?)['\"]?: .* does not exist\.",
            "{0}: không có tệp hoặc thư mục này.",
        ),
        (r"Invalid value for ['\"]?([^:]*?)['\"]?: .* is a directory\.", "{0}: đây là thư mục, cần một tệp."),
        (r"Invalid value for ['\"]?([^:]*?)['\"]?: .* is a file\.", "{0}: đây là tệp, cần một thư mục."),
        (
            r"Invalid value for ['\"]?([^:]*?)['\"]?: .* is not one of (.*)\.",
            "{0}: chỉ nhận một trong {1}.",
        ),
        (
            r"Invalid value for ['\"]?([^:]*?)['\"]?: .* does not match the formats? (.*)\.",
            "{0}: ngày viết dạng 2026-11-20 hoặc 20/11/2026.",
        ),
        (
            r"Invalid value for ['\"]?([^:]*?)['\"]?: .* is not in the range (.*)\.",
            "{0}: phải trong khoảng {1}.",
        ),
        (r"Invalid value for ['\"]?([^:]*?)['\"]?: .*", "{0}: giá trị không dùng được."),
    )
)

_HELP = (
    ("Usage: ", "Cách dùng: "),
    ("Options:", "Tùy chọn:"),
    ("Arguments:", "Tham số:"),
    ("Commands:", "Lệnh:"),
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("COMMAND [ARGS]...", "LỆNH [THAM SỐ]..."),
    ("Show this message and exit.", "Xem trợ giúp này rồi thoát."),
    ("[required]", "[bắt buộc]"),
    ("[default: ", "[mặc định: "),
)


def asked_for_help(error: typer.TyperException) -> bool:
    """Whether a group was called with nothing after it: the library then raises its help."""
    return type(error).__name__ == "NoArgsIsHelpError"


def sentence(error: typer.TyperException) -> str:
    """A usage error as one Vietnamese sentence, with where to read more.

    What is not known here is said in general; the English words are left out.
    """
    given = " ".join(error.format_message().split())
    said = next(
        (
            words.format(*found.groups())
            for pattern, words in _PATTERNS
            if (found := pattern.fullmatch(given))
        ),
        "Lệnh viết chưa đúng.",
    )
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "sangtin"
    return f"{said} Xem cách dùng: {command} --help"


def in_vietnamese(help_text: str) -> str:
    """The fixed words of a help page, translated."""
    for english, ours in _HELP:
        help_text = help_text.replace(english, ours)
    return help_text


class Command(TyperCommand):
    """A command whose help is Vietnamese throughout."""

    def get_help(self, ctx: Any) -> str:
        """As the library makes it, translated."""
        return in_vietnamese(super().get_help(ctx))


class Group(TyperGroup):
    """A group whose help is Vietnamese throughout, and whose commands' help is too."""

    def get_help(self, ctx: Any) -> str:
        """As the library makes it, translated."""
        return in_vietnamese(super().get_help(ctx))


class Commands(typer.Typer):
    """A group of commands as all of ours are made."""

    def __init__(self, text: str, name: str | None = None) -> None:
        """``text``: what the group is for."""
        super().__init__(
            name=name,
            help=text,
            cls=Group,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
        )

    def command(self, name: str | None = None, **given: Any) -> Callable[[F], F]:
        """As the library's, with our help."""
        decorator: Callable[[F], F] = super().command(name, **{"cls": Command, **given})
        return decorator
