"""The table of rights: one line for every route of the application. ``triage_api.access`` asks it, and keeps an application with a
route that has no line from starting. What a role may do stands in ``models.roles``.
"""

from __future__ import annotations

from enum import Enum

from models.vocabulary import Action


class Open(Enum):
    """Routes that ask for no right of a role."""

    PUBLIC = "public"
    """Anybody, without an account."""
    SIGNED_IN = "signed_in"
    """Every member of staff."""
    OWN = "own"
    """Every member of staff, also one who still has to set up a second factor."""


PUBLIC, SIGNED_IN, OWN = Open.PUBLIC, Open.SIGNED_IN, Open.OWN
Access = Open | Action | tuple[Action, ...]
"""Several actions: any one of them is enough."""
ADDRESSES = (Action.SEE_ADDRESS, Action.SEE_ADDRESS_ON_OWN_LEASE)

ROUTES: dict[str, Access] = {
    # health
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /api/v1/healthz": PUBLIC,
    "GET /api/v1/readyz": PUBLIC,
    "GET /api/v1/metrics": PUBLIC,
    # signing in and one's own account
    "GET /": PUBLIC,
    "GET /dang-nhap": PUBLIC,
    "POST /dang-nhap": PUBLIC,
    "POST /dang-xuat": PUBLIC,
    "GET /dang-nhap/ma": PUBLIC,
    "POST /dang-nhap/ma": PUBLIC,
    "GET /lien-ket/{token}": PUBLIC,
    "POST /lien-ket/{token}": PUBLIC,
    "GET /tai-khoan": OWN,
    "POST /tai-khoan/mat-khau": OWN,
    "GET /tai-khoan/phien": OWN,
    "POST /tai-khoan/phien/ket-thuc": OWN,
    "GET /tai-khoan/ma-mot-lan": OWN,
    "POST /tai-khoan/ma-mot-lan": OWN,
    "POST /tai-khoan/ma-mot-lan/du-phong": OWN,
    "POST /tai-khoan/ma-mot-lan/go": OWN,
    "GET /tai-khoan/ma-truy-cap": SIGNED_IN,
    "POST /tai-khoan/ma-truy-cap": SIGNED_IN,
    "POST /tai-khoan/ma-truy-cap/thu-hoi": SIGNED_IN,
    # accounts of others
    "GET /tai-khoan/can-bo": Action.ADMINISTER,
    "POST /tai-khoan/can-bo": Action.ADMINISTER,
    "GET /tai-khoan/can-bo/{account_id:int}": Action.ADMINISTER,
    "POST /tai-khoan/can-bo/{account_id:int}/sua": Action.ADMINISTER,
    "POST /tai-khoan/can-bo/{account_id:int}/khoa": Action.ADMINISTER,
    "POST /tai-khoan/can-bo/{account_id:int}/mo": Action.ADMINISTER,
    "POST /tai-khoan/can-bo/{account_id:int}/lien-ket": Action.ADMINISTER,
    "POST /tai-khoan/can-bo/{account_id:int}/go-ma": Action.ADMINISTER,
    # the queue and its items
    "GET /hang-viec": SIGNED_IN,
    "POST /hang-viec/lay": Action.REVIEW,
    "POST /hang-viec/da-xem/{notice_id}": SIGNED_IN,
    "GET /viec/{item_id}": SIGNED_IN,
    "POST /viec/{item_id}/nhan": Action.REVIEW,
    "POST /viec/{item_id}/tra": Action.REVIEW,
    "POST /viec/{item_id}/y-kien": Action.REVIEW,
    "POST /viec/{item_id}/hoan-tac": Action.REVIEW,
    "POST /viec/{item_id}/ket-luan": (Action.REVIEW, Action.SECOND_REVIEW),
    "POST /viec/{item_id}/mo-lai": Action.REVIEW,
    "POST /viec/{item_id}/cap-tren": Action.COORDINATE,
    "POST /viec/{item_id}/gop": Action.COORDINATE,
    "POST /viec/{item_id}/tach": Action.COORDINATE,
    "POST /viec/{item_id}/hoan-tac-gop": Action.COORDINATE,
    "POST /viec/{item_id}/cach-noi": Action.COORDINATE,
    "POST /viec/{item_id}/hoi-co-quan": Action.APPROVE,
    "POST /viec/{item_id}/co-quan-tra-loi": Action.APPROVE,
    "POST /viec/{item_id}/ket-thuc": Action.APPROVE,
    "POST /viec/{item_id}/ghi-chu": Action.REVIEW,
    "POST /viec/{item_id}/sua-nhan": Action.REVIEW,
    "POST /viec/{item_id}/y-kien-lan-hai": Action.SECOND_REVIEW,
    "GET /hang-viec/kiem-tra-ngau-nhien": Action.REVIEW,
    "POST /hang-viec/kiem-tra-ngau-nhien": Action.REVIEW,
    "GET /thieu-thong-tin": Action.READ_REPORTS,
    "GET /thieu-thong-tin/{gap_id}": Action.READ_REPORTS,
    "POST /thieu-thong-tin/{gap_id}/tra-loi": Action.APPROVE,
    "POST /thieu-thong-tin/{gap_id}/chuyen": Action.COORDINATE,
    "GET /phan-tich/dong-thuan": Action.TRAIN,
    "GET /phan-tich/mau-sua-nhan": Action.TRAIN,
    "GET /phan-tich/mau-sua-nhan.jsonl": Action.TRAIN,
    "POST /viec/{item_id}/bai-goc": ADDRESSES,
    "POST /viec/{item_id}/dau-hieu": ADDRESSES,
    "GET /api/v1/items": SIGNED_IN,
    "GET /api/v1/items/{item_id}": SIGNED_IN,
    "GET /api/v1/items/{item_id}/posts": SIGNED_IN,
    "POST /api/v1/items/lease": Action.REVIEW,
    "POST /api/v1/items/{item_id}/release": Action.REVIEW,
    "POST /api/v1/items/{item_id}/reopen": Action.REVIEW,
    "POST /api/v1/items/{item_id}/decisions": (Action.REVIEW, Action.SECOND_REVIEW),
    "POST /api/v1/items/{item_id}/escalate": Action.COORDINATE,
    "POST /api/v1/items/{item_id}/merge": Action.COORDINATE,
    "POST /api/v1/items/{item_id}/split": Action.COORDINATE,
    "POST /api/v1/items/{item_id}/regroup-undo": Action.COORDINATE,
    # replies
    "GET /tra-loi": SIGNED_IN,
    "GET /viec/{item_id}/tra-loi": SIGNED_IN,
    "POST /viec/{item_id}/tra-loi": Action.REVIEW,
    "POST /viec/{item_id}/tra-loi/tra-lai": Action.APPROVE,
    "POST /viec/{item_id}/tra-loi/duyet": Action.APPROVE,
    "POST /viec/{item_id}/tra-loi/da-dang": Action.APPROVE,
    "POST /viec/{item_id}/tra-loi/giong-van": Action.REVIEW,
    "POST /viec/{item_id}/tra-loi/dung-lai": Action.APPROVE,
    "GET /viec/{item_id}/tra-loi/anh.png": SIGNED_IN,
    "GET /viec/{item_id}/tra-loi/to-a5": SIGNED_IN,
    "GET /kenh": Action.ADMINISTER,
    "POST /kenh": Action.ADMINISTER,
    "POST /kenh/{channel_id}/dung": Action.ADMINISTER,
    "POST /kenh/{channel_id}/ngung": Action.ADMINISTER,
    "POST /api/v1/items/{item_id}/replies": Action.REVIEW,
    "POST /api/v1/replies/{reply_id}/approve": Action.APPROVE,
    "POST /api/v1/replies/{reply_id}/posted": Action.APPROVE,
    # checks, reports of texts, approved verdicts
    "GET /kiem-tra": PUBLIC,
    "POST /kiem-tra": PUBLIC,
    "POST /api/v1/check": PUBLIC,
    "POST /kiem-tra/gui": PUBLIC,
    "GET /doi-chieu": PUBLIC,
    "GET /doi-chieu.atom": PUBLIC,
    "GET /doi-chieu/{claim_id}": PUBLIC,
    "POST /doi-chieu/{claim_id}/xem-lai": PUBLIC,
    "GET /tra-cuu-xem-lai": PUBLIC,
    "POST /tra-cuu-xem-lai": PUBLIC,
    "GET /cach-lam": PUBLIC,
    "GET /dinh-chinh": PUBLIC,
    "GET /xem-lai": Action.REVIEW,
    "GET /xem-lai/{request_id}": Action.REVIEW,
    "POST /xem-lai/{request_id}": Action.REVIEW,
    "POST /xem-lai/{request_id}/dia-chi": Action.REVIEW,
    "GET /duong-day-nong": Action.MANAGE_OFFICIAL,
    "POST /duong-day-nong": Action.MANAGE_OFFICIAL,
    "POST /duong-day-nong/{contact_id}/xac-nhan": Action.MANAGE_OFFICIAL,
    "POST /duong-day-nong/{contact_id}/rut": Action.MANAGE_OFFICIAL,
    "GET /phan-anh": Action.REPORT_TEXT,
    "POST /phan-anh": Action.REPORT_TEXT,
    "GET /nguon/nap-bai": Action.REPORT_TEXT,
    "POST /nguon/nap-bai": Action.REPORT_TEXT,
    "POST /api/v1/posts": Action.REPORT_TEXT,
    "GET /api/v1/claims": PUBLIC,
    "GET /api/v1/claims/{claim_id}": PUBLIC,
    "GET /api/v1/claims/{claim_id}/claimreview": PUBLIC,
    # official documents
    "GET /van-ban": PUBLIC,
    "GET /van-ban/tim": PUBLIC,
    "GET /van-ban/{document_id:int}": PUBLIC,
    "GET /van-ban/doan/{passage_id:int}": PUBLIC,
    "GET /van-ban/nap": Action.MANAGE_OFFICIAL,
    "POST /van-ban/nap": Action.MANAGE_OFFICIAL,
    "POST /van-ban/{document_id:int}/xac-nhan": Action.MANAGE_OFFICIAL,
    "POST /van-ban/{document_id:int}/het-hieu-luc": Action.MANAGE_OFFICIAL,
    "POST /van-ban/{document_id:int}/bo-het-hieu-luc": Action.MANAGE_OFFICIAL,
    "GET /api/v1/official": SIGNED_IN,
    "GET /api/v1/official/search": SIGNED_IN,
    "GET /api/v1/official/{number:path}": SIGNED_IN,
    # reports and exports
    "GET /bao-cao": Action.READ_REPORTS,
    "POST /bao-cao": Action.READ_REPORTS,
    "GET /bao-cao/{week}": Action.READ_REPORTS,
    "GET /bao-cao/{week}/{form}": Action.READ_REPORTS,
    "GET /api/v1/reports/weekly/{week}.{kind}": Action.READ_REPORTS,
    "GET /api/v1/indicators": Action.EXPORT_INDICATORS,
    # the trail
    "GET /nhat-ky": Action.AUDIT,
    "GET /nhat-ky/csv": Action.AUDIT,
    # sources
    "GET /nguon": Action.ADMINISTER,
    "GET /nguon/them": Action.ADMINISTER,
    "POST /nguon/them": Action.ADMINISTER,
    "POST /nguon/them/cach": Action.ADMINISTER,
    "POST /nguon/them/luu": Action.ADMINISTER,
    "POST /nguon/them/hoan-tac": Action.ADMINISTER,
    "GET /nguon/{source_id:int}": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/sua": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/chay": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/trang/thu": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/trang/bo-qua": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/trang/dua-lai": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/trang/dia-chi": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/tat": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/bat": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/may-chu/dung": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/may-chu/cho-doc": Action.ADMINISTER,
    "POST /nguon/{source_id:int}/xoa": Action.ADMINISTER,
    "GET /api/v1/sources": Action.ADMINISTER,
    "GET /api/v1/sources/{source_id}": Action.ADMINISTER,
}
"""Method and path, as the route is written, to who may ask."""
