"""The stateless check of a text, over the port the composition root hands in. Nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.errors import BadInput


def check_text(
    check: Callable[[str], dict[str, Any]], text: str, posted_at: datetime | None = None
) -> dict[str, Any]:
    """The answer of ``sangtin check`` for one text.

    Raises:
        BadInput: the text cannot be read.
        NoModel: no model is in use.
    """
    line = {"id": "1", "text": text}
    if posted_at is not None:
        line["posted_at"] = posted_at.isoformat()
    answer = check(json.dumps(line))
    if "error" in answer:
        raise BadInput("Máy không đọc được nội dung này. Hãy thử dán lại phần chữ.")
    return answer
