"""A citizen hands a checked message to the office: only on their own consent, masked, on the path of every report."""

from __future__ import annotations

from models.errors import BadInput
from models.queries import offices
from models.session import Session
from triage_api.services.intake import store_report


def send(session: Session, office_id: int | None, text: str, *, consent: bool) -> bool:
    """Store a message somebody received and hands on; whether it was new.

    It takes the way of any public text and not of what a citizen asks of the office: a complaint or an opinion in it, which may be
    anybody's, is no case.

    Raises:
        BadInput: no consent, no such office, nothing to store, or too long.
    """
    if not consent:
        raise BadInput("Hãy đánh dấu đồng ý gửi; chưa có gì được lưu.")
    known = [number for number, _name in offices.all_offices(session)]
    chosen = known[0] if office_id is None and len(known) == 1 else office_id
    if chosen not in known or chosen is None:
        raise BadInput("Hãy chọn cơ quan nhận; chưa có gì được lưu.")
    return store_report(session, chosen, text).new
