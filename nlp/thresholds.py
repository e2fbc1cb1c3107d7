"""Every threshold of the machine, once. The scorer, the router, the pages and the report read it here.

Values without a source are set on the project's own corpus by ``make evaluate`` and pinned by its
tests; raising or lowering one is a visible change.
"""

from __future__ import annotations

from models.vocabulary import Label

CERTAIN: dict[Label, float] = {
    Label.SCAM: 0.50,
    Label.CLAIM: 0.50,
    Label.QUESTION: 0.45,
    Label.GRIEVANCE: 0.40,
    Label.SCAM_AWARENESS: 0.40,
    Label.OPINION: 0.40,
    Label.OFF_TOPIC: 0.40,
}
"""Least probability at which a label stands without abstaining (calibrated, own corpus)."""

RIVAL = 0.20
"""A label at or above this is a candidate when the machine abstains."""

PROTECTED_RIVAL: dict[Label, float] = {Label.SCAM: 0.01, Label.CLAIM: 0.05, Label.QUESTION: 0.10}
"""Opinion and grievance together are a candidate beside a label from here on, and the machine abstains: the firewall is drawn on
the side of the citizen (SPEC section 4, row "the model abstains"). Held out, as many claims, scams and questions reach their queues
as under the bounds before, and three tenths fewer opinions and grievances (docs/adr/0015). They belong to the scaling of
``nlp.calibration``: another one asks for other bounds. A question is no rebuttal, but an opinion in the form of one is nobody's
work either."""

LED_RIVAL = 0.05
"""The same bound for a scam in which a rule found an irreversible step: rule and model err on different posts. Held out, 111 of 1,946
scams more reach their queue and 3 of 2,233 opinions; from .08 on the protected corpus leaks too (docs/adr/0044)."""

TOLD_RIVAL = 0.20
"""The same bound for a claim that official text clearly says otherwise: who reads both can answer. Of held-out posts beside all invented
passages, which are of other provinces, 38 claims more reach their queue, and 2 opinions and 1 complaint (``nlp.measures.told``, docs/adr/0051)."""

TOLD = 0.5
"""Least score of the evidence that says so; of weaker ones, two of four were with opinions."""

MOST_PROTECTED = 0.005
"""Largest share of the protected corpus that a model may put up for rebuttal, and of its opinions in any queue."""

MOST_PROTECTED_UPPER = 0.012
"""Largest upper end of the 95 % Wilson interval of that share: a small corpus must not pass by luck."""

SLOTS = 0.05
"""From this probability of a claim on, every kind of slot is looked for; below, figures alone. On held-out posts the F1 of slots of
claims is .779 with it and .783 when all posts are read so, and that of all posts .60 instead of .42: what tells no rule holds few
slots but figures."""

PRECEDENCE = (
    Label.SCAM,
    Label.SCAM_AWARENESS,
    Label.QUESTION,
    Label.CLAIM,
    Label.GRIEVANCE,
    Label.OPINION,
    Label.OFF_TOPIC,
)
"""Which label a post gets that does several things (SPEC section 1). The corpus is labelled by it, so the
model has learnt it; here it settles ties."""

SPREAD = 3
"""Distinct sources or threads that make an unverified claim worth a look (SPEC section 4)."""

ANSWER = 0.45
"""Least retrieval score at which an official passage counts as an answer to a question."""

NARRATIVE_ATTACH = 0.76
"""Least share of equal text, after folding, for two posts to be one narrative (``nlp.measures.narratives``)."""

NARRATIVE_SUGGEST = 0.65
"""From here on two posts are shown to a person as alike, and what differs, if anything does."""

LOOKALIKE = 0.60
"""Least lookalike score at which an address is said to imitate a listed body (tuning half of the labelled hosts)."""
