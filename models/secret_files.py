"""Secrets that are made once and kept under ``<home>/secrets``: directory 0700, files 0600.

A secret is written whole to a temporary file and then linked into place, so of two processes that
start at once exactly one wins and both read the same value; nobody ever reads half a secret.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from models.errors import HomeNotWritable

_REASONS = {
    errno.EACCES: "không có quyền ghi",
    errno.EPERM: "không có quyền ghi",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết hạn mức ổ đĩa",
    errno.ENOTDIR: "trên đường dẫn có một tệp đứng chỗ thư mục",
    errno.EEXIST: "trên đường dẫn có một tệp đứng chỗ thư mục",
    errno.ENOTEMPTY: "ở đó đã có tệp khác",
    errno.ENOLCK: "ổ đĩa không khoá được tệp",
    errno.EOPNOTSUPP: "ổ đĩa không khoá được tệp",
    errno.ENOENT: "không tạo được thư mục ở đó",
}


def not_writable(path: Path, error: OSError) -> HomeNotWritable:
    """The error people see when something under the home cannot be made or read."""
    reason = _REASONS.get(error.errno or 0, f"lỗi hệ thống {error.errno}")
    return HomeNotWritable(
        f"Không dùng được thư mục {path} ({reason}); chưa có gì bị thay đổi. "
        "Hãy đặt SANGTIN_HOME vào một thư mục mà tài khoản đang chạy ghi được."
    )


def closed_directory(path: Path) -> Path:
    """``path`` as a directory only its owner can enter (0700); parents keep the mode they have.

    Raises:
        HomeNotWritable: it cannot be made, or a file stands in its place.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "not a directory", str(path))
        if path.stat().st_mode & 0o777 != 0o700:
            path.chmod(0o700)
    except OSError as error:
        raise not_writable(path, error) from None
    return path


def secret(home: Path, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
    """The secret ``name`` of this installation; made on first use, the same ever after.

    Raises:
        HomeNotWritable: ``<home>/secrets`` cannot be written or read.
    """
    path = closed_directory(home / "secrets") / name
    try:
        if not path.exists():
            _publish(path, make())
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        value = path.read_text("ascii").strip()
    except OSError as error:
        raise not_writable(path, error) from None
    if not value:
        raise HomeNotWritable(
            f"Tệp khoá {path} rỗng; hãy khôi phục nó từ bản sao lưu, hoặc xoá nó nếu đây là bản cài mới."
        )
    return value


def _publish(path: Path, value: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its value counts
            path.hardlink_to(draft)
    finally:
        draft.unlink()
