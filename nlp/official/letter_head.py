"""What tells a table that lays out the head or the foot of a letter from one of data."""

from __future__ import annotations

import re

LETTER_HEAD = re.compile(r"CỘNG H[OÒ][AÀ]|ĐẢNG CỘNG SẢN|Nơi nhận|Độc lập")
