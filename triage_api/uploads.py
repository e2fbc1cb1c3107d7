"""Files that a page sends: kept in memory only, so that what is refused was never on a disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from models.errors import TooLarge
from triage_api import security
from triage_api.fields import clean

ADDRESS = "/van-ban/nap"
POSTS_ADDRESS = "/nguon/nap-bai"
MAX_UPLOAD = 60_000_000
"""Bytes of one request to ``ADDRESS``, all files together."""
MAX_POSTS_UPLOAD = 10_000_000
"""Bytes of one request to ``POSTS_ADDRESS``: one file of posts."""
MAX_FILES = 100
MAX_FIELDS = 20
MAX_NAME = 150


@dataclass(frozen=True, slots=True)
class Upload:
    """``fields`` by name; ``files`` as (field, file name, content), those without a name left out."""

    fields: Mapping[str, str]
    files: tuple[tuple[str, str, bytes], ...] = field(repr=False)


class _InMemory(MultiPartParser):
    """Rolls no file over to the disk: the request as a whole is bounded."""

    spool_max_size = MAX_UPLOAD


def most_bytes(path: str) -> int | None:
    """Bytes a request to this address may have, where files are sent; None elsewhere."""
    return {ADDRESS: MAX_UPLOAD, POSTS_ADDRESS: MAX_POSTS_UPLOAD}.get(path)


async def _upload(request: Request) -> Upload:
    """Who may send files was asked by ``triage_api.access`` before, and nothing of the body was read then."""
    return await _read(request, MAX_FILES)


async def _posts_upload(request: Request) -> Upload:
    return await _read(request, 1)


async def _read(request: Request, most_files: int) -> Upload:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        security.check_csrf(None, None)  # not our form, so it has no token we would look for
    parser = _InMemory(request.headers, request.stream(), max_files=most_files, max_fields=MAX_FIELDS)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise TooLarge(
            "Mỗi lần nạp nhiều nhất {files} tệp; hãy chia thành nhiều lần. Chưa lưu gì.", files=most_files
        ) from None
    try:
        fields = {name: clean(value) for name, value in form.multi_items() if isinstance(value, str)}
        security.check_csrf(security.form_seed(request), fields.pop(security.CSRF_FIELD, None))
        files = tuple(
            [
                (name, _plain_name(value.filename), await value.read())
                for name, value in form.multi_items()
                if isinstance(value, UploadFile) and value.filename
            ]
        )
    finally:
        await form.close()
    return Upload(fields, files)


UploadOf = Annotated[Upload, Depends(_upload)]
PostsUploadOf = Annotated[Upload, Depends(_posts_upload)]


def _plain_name(filename: str | None) -> str:
    """The last part of a name as a browser sends it, printable and short; its end says the kind, so it stays."""
    last = (filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in clean(last) if letter.isprintable())[-MAX_NAME:] or "tệp"
