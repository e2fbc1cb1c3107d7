"""Tokens and keys of platforms: from the environment, or from a file that only its owner can read. Nowhere else.

A credential is looked for under the account's own name first, then under the platform's: for the Page ``xahadong`` that is
``SANGTIN_FACEBOOK_TOKEN_XAHADONG``, then ``SANGTIN_FACEBOOK_TOKEN``. Each name is looked for in the environment, then in the
file (setting ``credentials_file``, else ``<home>/secrets/credentials``), which holds lines ``NAME=value``.

It is never part of an address, a row, a log, a message or a ``repr``; ``crawler.token_gate`` puts it into one header on the
way out and takes it off again.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path

from pydantic import SecretStr

from crawler.errors import CredentialMissing, CredentialRefused
from crawler.platforms import APIS, account_of
from models.settings import settings
from models.vocabulary import SourceKind

MAX_FILE = 100_000
MAX_VALUE = 4_096
_LINE = re.compile(r"(?:export\s+)?(SANGTIN_[A-Z0-9_]{1,120})\s*=\s*(.*)")
_USABLE = re.compile(rf"[!-~]{{1,{MAX_VALUE}}}")
"""Printable ASCII without blanks: what a header can carry, and nothing that could begin another one."""


def names_of(kind: SourceKind, url: str) -> tuple[str, str]:
    """Under which names the credential of an account is looked for, the account's own first.

    Raises:
        NotAnAccount: the address names none.

    >>> names_of(SourceKind.YOUTUBE, "https://www.youtube.com/@xã-hạ.đồng")
    ('SANGTIN_YOUTUBE_KEY_XA_HA_DONG', 'SANGTIN_YOUTUBE_KEY')
    """
    variable = APIS[kind].variable
    plain = unicodedata.normalize("NFKD", account_of(kind, url).name.replace("đ", "d").replace("Đ", "D"))
    own = re.sub(r"[^A-Z0-9]+", "_", plain.encode("ascii", "ignore").decode().upper()).strip("_")
    return f"{variable}_{own}", variable


def credential(kind: SourceKind, url: str) -> SecretStr:
    """The token or key with which the account at ``url`` is read.

    Raises:
        CredentialMissing: none is given, or it holds what no header can carry.
        CredentialRefused: the file is open to others or unreadable.
        NotAnAccount: the address names no account.
    """
    names = names_of(kind, url)
    given = next((os.environ[name] for name in names if os.environ.get(name, "").strip()), None)
    if given is None:
        kept = _in_file(settings().credentials_file or settings().home / "secrets" / "credentials")
        given = next((kept[name] for name in names if kept.get(name)), None)
    title = APIS[kind].title
    if given is None:
        raise CredentialMissing(
            f"Chưa có mã truy cập {title} cho nguồn này. Hãy đặt biến môi trường {names[0]} hoặc {names[1]},"
            " hoặc ghi dòng cùng tên vào tệp mã truy cập (SANGTIN_CREDENTIALS_FILE), rồi chạy lại."
        )
    if not _USABLE.fullmatch(given.strip()):
        raise CredentialMissing(
            f"Mã truy cập {title} có dấu cách, ký tự lạ hoặc quá dài; hãy chép lại mã vào {names[1]}."
        )
    return SecretStr(given.strip())


def _in_file(path: Path) -> dict[str, str]:
    """What the file of credentials holds; nothing where there is no file.

    Raises:
        CredentialRefused: others may read it, it is no plain file, too large, or has a line of another form.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return {}
    except OSError:
        raise CredentialRefused(f"Không mở được tệp mã truy cập {path}.") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_FILE:
            raise CredentialRefused(f"Tệp mã truy cập {path} không phải một tệp chữ nhỏ nên không được đọc.")
        if found.st_mode & 0o077 or found.st_uid not in {0, os.geteuid()}:
            raise CredentialRefused(
                f"Tệp mã truy cập {path} đang mở cho tài khoản khác đọc nên không được dùng."
                " Hãy giao tệp cho tài khoản chạy chương trình và đặt quyền 0600 (chmod 600)."
            )
        lines = os.read(handle, MAX_FILE).decode("utf-8", "replace").splitlines()
    finally:
        os.close(handle)
    kept = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise CredentialRefused(f"Tệp mã truy cập {path}, dòng {number}: không có dạng TÊN=mã.")
        kept[match[1]] = match[2].strip().strip("\"'")
    return kept
