"""Addresses and numbers in invented posts that somebody could own: there must be none."""

from __future__ import annotations

import re
from pathlib import Path

from models.vocabulary import IndicatorKind
from nlp.corpus.load import CorpusPost

LEXICONS = Path(__file__).parents[3] / "nlp" / "lexicons"


def listed(name: str) -> set[str]:
    """The first word of each line of a lexicon that is not a comment."""
    lines = (LEXICONS / name).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+([a-z]{2,})\b", re.IGNORECASE)
PUBLIC_ENDINGS = {"vn", "com", "net", "org", "top", "xyz", "info", "io", "me", "online", "site", "shop", "vip", "club", "cc"}  # fmt: skip
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]{0,3}\d){8,}(?!\d)")


def impossible(host: str) -> bool:
    """Whether nobody can ever own this host (RFC 2606)."""
    return host.endswith((".example", ".test"))


OFFICIAL = listed("official_domains.txt")
HOTLINES = {
    re.sub(r"\D", "", line)
    for line in (LEXICONS / "official_hotlines.txt").read_text(encoding="utf-8").splitlines()
}


def real(post: CorpusPost) -> list[str]:
    """Addresses and numbers of a post that somebody could own."""
    found = []
    for match in HOST.finditer(post.text):
        host = match.group().lower()
        if match[1].lower() in PUBLIC_ENDINGS or "http" in post.text[: match.start()][-8:]:
            found += [] if impossible(host) or host in OFFICIAL else [host]
    found += [
        one for one in LONG_NUMBER.findall(post.text) if not re.sub(r"\D", "", one).startswith("0900000")
    ]
    for each in post.indicators:
        match each.kind:
            case IndicatorKind.URL | IndicatorKind.DOMAIN | IndicatorKind.EMAIL:
                host = re.split(r"[/?]", re.sub(r"^https?://|^.*@", "", each.normalised))[0]
                invented = impossible(host) or host in OFFICIAL
            case IndicatorKind.PHONE | IndicatorKind.BANK_ACCOUNT | IndicatorKind.ZALO:
                invented = each.normalised in HOTLINES or each.normalised.startswith("0900000")
            case IndicatorKind.TELEGRAM:
                invented = each.normalised.endswith("_test")
            case _:
                invented = True
        found += [] if invented else [each.normalised]
    return found
