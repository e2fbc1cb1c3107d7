"""Figures of a model in words, the same for everybody and for analysts."""

from __future__ import annotations

from models.queries.method_figures import Model
from triage_api.catalogue import _
from triage_api.formats import percent


def protected_share(model: Model) -> str:
    """How much of the protected corpus a model puts in a queue.

    None of a sample is no proof of none: then the upper end of its interval is told.
    """
    if model.protected_queued_share is None:
        return _("chưa đo")
    share, upper = float(model.protected_queued_share), model.protected_queued_upper
    if upper is None:
        return percent(share) if share else _("không thấy trong bài mẫu")
    if not share:
        return _("dưới {upper}").format(upper=percent(float(upper)))
    return _("{share}, nhiều nhất {upper}").format(share=percent(share), upper=percent(float(upper)))
