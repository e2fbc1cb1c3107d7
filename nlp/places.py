"""The name a commune has today, when an office still goes by one of before July 2025.

The table is underthesea's (``nlp.tokenise.current_ward``). A ward that was split among several has no one name of
today; it keeps its own. Loading takes about two seconds, so only workers ask, never the web interface.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.tokenise import current_ward

_WARD = re.compile(r"^(?P<office>.*?)(?P<ward>(?:xã|phường|thị trấn)\s.+)$", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:tỉnh|thành phố)\s.+$", re.IGNORECASE)
LONGEST = 200


@lru_cache(maxsize=10_000)
def name_today(name: str, above: str | None = None) -> str:
    """The office's name with its commune called as it is today.

    ``above``: the office above it, which may say the province. A name the table does not know comes back as it is.

    >>> name_today("UBND phường Trúc Bạch, quận Ba Đình, thành phố Hà Nội")
    'UBND phường Ba Đình'
    >>> name_today("Xã Đồng Mây", "UBND tỉnh Sông Lam")
    'Xã Đồng Mây'
    """
    found = _WARD.match(name) if len(name) <= LONGEST else None
    if found is None or "," not in name:
        return name
    province = _PROVINCE.search(above or "")
    said = found["ward"] if province is None or province[0] in name else f"{found['ward']}, {province[0]}"
    ward = current_ward(said)
    if ward is None:
        return name
    return f"{found['office']}{ward[0].lower() if found['office'] else ward[0]}{ward[1:]}"
