"""Which letter sequences can be a Vietnamese syllable. Knows spelling, not words."""

from __future__ import annotations

from nlp import lexicons

_ONSETS = lexicons.word_set("b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x") | {""}
_RHYMES = lexicons.word_set(
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu "
    "i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oem oen oeo oet oi om on ong ooc oong op ot "
    "u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu "
    "uy uya uych uyen uyet uyn uynh uyp uyt uyu y yem yen yet yeu ych ynh yt"
)

SYLLABLES = frozenset(onset + rhyme for onset in _ONSETS for rhyme in _RHYMES)
"""Folded spellings; a little wider than the language, since ``c`` and ``k`` are not told apart."""


def is_syllable(folded: str) -> bool:
    """Whether a folded word can be one Vietnamese syllable.

    >>> is_syllable("khoan"), is_syllable("vneid")
    (True, False)
    """
    return folded in SYLLABLES
