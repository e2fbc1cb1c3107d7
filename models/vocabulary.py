"""Closed lists of the product: labels, topics, slots, states, verdicts, roles.

Every code used in the database, the HTTP interface, the command line and the reports is
defined here once. The Vietnamese names are what people read. Pure: imports nothing of ours.
"""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """What a post is. One of seven, always given."""

    SCAM = "scam"
    CLAIM = "claim"
    QUESTION = "question"
    GRIEVANCE = "grievance"
    SCAM_AWARENESS = "scam_awareness"
    OPINION = "opinion"
    OFF_TOPIC = "off_topic"


LABEL_NAMES: dict[Label, str] = {
    Label.SCAM: "Lừa đảo",
    Label.CLAIM: "Thông tin cần đối chiếu",
    Label.QUESTION: "Câu hỏi của dân",
    Label.GRIEVANCE: "Phản ánh, kiến nghị",
    Label.SCAM_AWARENESS: "Cảnh báo, kể lại lừa đảo",
    Label.OPINION: "Ý kiến (không xử lý)",
    Label.OFF_TOPIC: "Không liên quan",
}

PROTECTED_LABELS = frozenset({Label.OPINION, Label.GRIEVANCE})
"""Labels behind the opinion firewall: never put up for rebuttal."""


class Topic(StrEnum):
    """The watched policies. Closed list, published on the method page."""

    DICH_VU_CONG = "dich_vu_cong"
    DINH_DANH_DIEN_TU = "dinh_danh_dien_tu"
    BINH_DAN_HOC_VU_SO = "binh_dan_hoc_vu_so"
    THANH_TOAN_SO = "thanh_toan_so"
    DU_LIEU_SO = "du_lieu_so"
    AN_TOAN_THONG_TIN = "an_toan_thong_tin"
    HA_TANG_SO = "ha_tang_so"
    THUE_HO_KINH_DOANH = "thue_ho_kinh_doanh"
    BHXH_BHYT = "bhxh_bhyt"
    GIAY_TO_DIA_GIOI = "giay_to_dia_gioi"
    GIAO_THONG_GPLX = "giao_thong_gplx"
    GIAO_DUC = "giao_duc"
    VIEN_THONG_SIM = "vien_thong_sim"
    NGAN_HANG_SINH_TRAC = "ngan_hang_sinh_trac"
    DIEN_NUOC = "dien_nuoc"
    AN_SINH = "an_sinh"
    KHAC = "khac"


TOPIC_NAMES: dict[Topic, str] = {
    Topic.DICH_VU_CONG: "Dịch vụ công trực tuyến",
    Topic.DINH_DANH_DIEN_TU: "Định danh điện tử",
    Topic.BINH_DAN_HOC_VU_SO: "Bình dân học vụ số",
    Topic.THANH_TOAN_SO: "Thanh toán số",
    Topic.DU_LIEU_SO: "Dữ liệu số",
    Topic.AN_TOAN_THONG_TIN: "An toàn thông tin",
    Topic.HA_TANG_SO: "Hạ tầng số",
    Topic.THUE_HO_KINH_DOANH: "Thuế hộ kinh doanh",
    Topic.BHXH_BHYT: "Bảo hiểm xã hội, bảo hiểm y tế",
    Topic.GIAY_TO_DIA_GIOI: "Giấy tờ sau sáp nhập",
    Topic.GIAO_THONG_GPLX: "Giao thông, giấy phép lái xe",
    Topic.GIAO_DUC: "Giáo dục",
    Topic.VIEN_THONG_SIM: "Viễn thông, SIM",
    Topic.NGAN_HANG_SINH_TRAC: "Ngân hàng, sinh trắc học",
    Topic.DIEN_NUOC: "Điện, nước",
    Topic.AN_SINH: "An sinh",
    Topic.KHAC: "Khác",
}


class SlotKind(StrEnum):
    """The falsifiable part of an assertion about a policy or procedure."""

    FEE = "fee"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    DEADLINE = "deadline"
    OBLIGATION = "obligation"
    SCOPE = "scope"
    DOCUMENT = "document"
    AGENCY = "agency"
    SANCTION = "sanction"
    PROCEDURE = "procedure"


SLOT_NAMES: dict[SlotKind, str] = {
    SlotKind.FEE: "Phí",
    SlotKind.AMOUNT: "Số tiền",
    SlotKind.PERCENT: "Tỷ lệ",
    SlotKind.DATE: "Ngày",
    SlotKind.DEADLINE: "Hạn",
    SlotKind.OBLIGATION: "Nghĩa vụ",
    SlotKind.SCOPE: "Phạm vi",
    SlotKind.DOCUMENT: "Văn bản",
    SlotKind.AGENCY: "Cơ quan",
    SlotKind.SANCTION: "Chế tài",
    SlotKind.PROCEDURE: "Thủ tục",
}


class Unit(StrEnum):
    """Units of a slot's value. Money is VND; dates are ISO 8601."""

    VND = "VND"
    PERCENT = "%"
    DATE = "date"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    HOUR = "hour"


class Modality(StrEnum):
    """How firmly something is told. A target told as a duty is the commonest distortion."""

    IN_FORCE = "in_force"
    TARGET = "target"
    PROPOSAL = "proposal"
    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    DENIED = "denied"
    HEARSAY = "hearsay"


MODALITY_NAMES: dict[Modality, str] = {
    Modality.IN_FORCE: "bắt buộc, đang áp dụng",
    Modality.TARGET: "phấn đấu",
    Modality.PROPOSAL: "dự thảo, đề xuất",
    Modality.PERMITTED: "được phép, khuyến khích",
    Modality.PROHIBITED: "không được, cấm",
    Modality.DENIED: "không phải, không có",
    Modality.HEARSAY: "nghe nói",
}


class IndicatorKind(StrEnum):
    """What a scam leaves behind that can be looked up."""

    URL = "url"
    DOMAIN = "domain"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    APP = "app"
    ZALO = "zalo"
    TELEGRAM = "telegram"
    EMAIL = "email"


class Placeholder(StrEnum):
    """What stands in a masked text where something personal stood."""

    NAME = "[TÊN]"
    PHONE = "[SĐT]"
    ACCOUNT = "[TK]"
    EMAIL = "[EMAIL]"
    NATIONAL_ID = "[CCCD]"
    PLATE = "[BIỂN SỐ]"
    HANDLE = "[@]"


class Relation(StrEnum):
    """What a passage says of a slot."""

    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    RELATED = "related"


class DocumentRelation(StrEnum):
    """What one official document does to another it names."""

    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    GUIDES = "guides"
    BASED_ON = "based_on"
    CITES = "cites"


DOCUMENT_RELATION_NAMES: dict[DocumentRelation, str] = {
    DocumentRelation.AMENDS: "sửa đổi, bổ sung",
    DocumentRelation.REPLACES: "thay thế",
    DocumentRelation.REPEALS: "bãi bỏ",
    DocumentRelation.GUIDES: "hướng dẫn thi hành",
    DocumentRelation.BASED_ON: "căn cứ",
    DocumentRelation.CITES: "dẫn",
}

DOCUMENT_RELATED_NAMES: dict[DocumentRelation, str] = {
    DocumentRelation.AMENDS: "được sửa đổi, bổ sung bởi",
    DocumentRelation.REPLACES: "được thay thế bởi",
    DocumentRelation.REPEALS: "được bãi bỏ bởi",
    DocumentRelation.GUIDES: "được hướng dẫn thi hành bởi",
    DocumentRelation.BASED_ON: "là căn cứ của",
    DocumentRelation.CITES: "được dẫn trong",
}
"""The same, said of the document that is named."""

ENDING_RELATIONS = frozenset({DocumentRelation.AMENDS, DocumentRelation.REPLACES, DocumentRelation.REPEALS})
"""What may end a document, or a passage of one."""


class Distortion(StrEnum):
    """In which way a claim departs from official text."""

    CONTRADICTED = "contradicted"
    OUTDATED = "outdated"
    MODALITY = "modality"
    UNVERIFIED = "unverified"


DISTORTION_NAMES: dict[Distortion, str] = {
    Distortion.CONTRADICTED: "khác văn bản",
    Distortion.OUTDATED: "theo quy định đã hết hiệu lực",
    Distortion.MODALITY: "nói mạnh hơn văn bản",
    Distortion.UNVERIFIED: "chưa có văn bản đối chiếu",
}


class Queue(StrEnum):
    """Where a person meets the item."""

    SCAM = "scam"
    CLAIMS = "claims"
    QUESTIONS = "questions"
    GRIEVANCES = "grievances"


QUEUE_NAMES: dict[Queue, str] = {
    Queue.SCAM: "Lừa đảo",
    Queue.CLAIMS: "Cần đối chiếu",
    Queue.QUESTIONS: "Câu hỏi",
    Queue.GRIEVANCES: "Phản ánh",
}


class Severity(StrEnum):
    """How long an item may wait."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITY_NAMES: dict[Severity, str] = {
    Severity.HIGH: "Rất gấp",
    Severity.MEDIUM: "Vừa",
    Severity.LOW: "Thường",
}


class ItemState(StrEnum):
    """Where an item stands between the machine's suggestion and a person's last word."""

    OPEN = "open"
    ASSIGNED = "assigned"
    SECOND_REVIEW = "second_review"
    AWAITING_REPLY = "awaiting_reply"
    WAITING_OFFICE = "waiting_office"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    MERGED = "merged"


LIVE_STATES = (
    ItemState.OPEN,
    ItemState.ASSIGNED,
    ItemState.SECOND_REVIEW,
    ItemState.AWAITING_REPLY,
    ItemState.WAITING_OFFICE,
)
"""States in which somebody still owes something."""

ITEM_STATE_NAMES: dict[ItemState, str] = {
    ItemState.OPEN: "Chưa ai xem",
    ItemState.ASSIGNED: "Đang xem",
    ItemState.SECOND_REVIEW: "Chờ xem lần hai",
    ItemState.AWAITING_REPLY: "Chờ trả lời",
    ItemState.WAITING_OFFICE: "Chờ cơ quan phụ trách",
    ItemState.CLOSED: "Đã xong",
    ItemState.DISMISSED: "Đã đưa ra khỏi hàng việc",
    ItemState.MERGED: "Đã gộp",
}


class EventKind(StrEnum):
    """One legal move of an item's history."""

    OPENED = "opened"
    LEASED = "leased"
    RELEASED = "released"
    SKIPPED = "skipped"
    LEASE_EXPIRED = "lease_expired"
    DISMISSED_OPINION = "dismissed_opinion"
    DISMISSED_IRRELEVANT = "dismissed_irrelevant"
    DISMISSAL_UNDONE = "dismissal_undone"
    DECIDED = "decided"
    CONFIRMED = "confirmed"
    DISAGREED = "disagreed"
    OFFICE_ASKED = "office_asked"
    OFFICE_ANSWERED = "office_answered"
    REPLY_DRAFTED = "reply_drafted"
    REPLY_SUBMITTED = "reply_submitted"
    REPLY_RETURNED = "reply_returned"
    REPLY_APPROVED = "reply_approved"
    REPLY_POSTED = "reply_posted"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    SPLIT = "split"
    ESCALATED = "escalated"
    NOTED = "noted"
    GIVEN = "given"
    DECLINED = "declined"


EVENT_NAMES: dict[EventKind, str] = {
    EventKind.OPENED: "mở vụ việc",
    EventKind.LEASED: "nhận việc",
    EventKind.RELEASED: "trả việc về hàng",
    EventKind.SKIPPED: "bỏ qua",
    EventKind.LEASE_EXPIRED: "hết giờ giữ việc",
    EventKind.DISMISSED_OPINION: "đưa ra khỏi hàng việc vì là ý kiến",
    EventKind.DISMISSED_IRRELEVANT: "đưa ra khỏi hàng việc vì không liên quan",
    EventKind.DISMISSAL_UNDONE: "hoàn tác",
    EventKind.DECIDED: "ghi kết luận",
    EventKind.CONFIRMED: "xem lần hai, cùng kết luận",
    EventKind.DISAGREED: "xem lần hai, kết luận khác",
    EventKind.OFFICE_ASKED: "hỏi cơ quan phụ trách",
    EventKind.OFFICE_ANSWERED: "cơ quan phụ trách đã trả lời",
    EventKind.REPLY_DRAFTED: "soạn trả lời",
    EventKind.REPLY_SUBMITTED: "gửi duyệt",
    EventKind.REPLY_RETURNED: "trả lại để sửa",
    EventKind.REPLY_APPROVED: "duyệt câu trả lời",
    EventKind.REPLY_POSTED: "ghi nơi đăng",
    EventKind.CLOSED: "kết thúc vụ việc",
    EventKind.REOPENED: "mở lại",
    EventKind.MERGED: "gộp",
    EventKind.SPLIT: "tách",
    EventKind.ESCALATED: "báo cấp trên",
    EventKind.NOTED: "ghi chú",
    EventKind.GIVEN: "giao việc",
    EventKind.DECLINED: "trả lại việc được giao",
}


class ActorKind(StrEnum):
    """Who moved an item. The machine may open one and the clock may return one; no more."""

    PERSON = "person"
    MACHINE = "machine"
    CLOCK = "clock"


class Verdict(StrEnum):
    """A person's conclusion."""

    TRUE = "true"
    FALSE = "false"
    MISSING_CONTEXT = "missing_context"
    OUTDATED = "outdated"
    NO_BASIS = "no_basis"
    OFFICIAL_UNCLEAR = "official_unclear"
    OFFICIAL_WRONG = "official_wrong"
    SCAM = "scam"
    NOT_SCAM = "not_scam"
    SUSPECTED = "suspected"
    ANSWERED = "answered"
    NO_OFFICIAL_ANSWER = "no_official_answer"
    FORWARDED = "forwarded"
    ALREADY_ANSWERED = "already_answered"


VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.TRUE: "Đúng",
    Verdict.FALSE: "Sai",
    Verdict.MISSING_CONTEXT: "Thiếu ngữ cảnh",
    Verdict.OUTDATED: "Đã cũ",
    Verdict.NO_BASIS: "Chưa có căn cứ",
    Verdict.OFFICIAL_UNCLEAR: "Văn bản chính thức chưa rõ",
    Verdict.OFFICIAL_WRONG: "Thông tin chính thức sai",
    Verdict.SCAM: "Lừa đảo",
    Verdict.NOT_SCAM: "Không phải lừa đảo",
    Verdict.SUSPECTED: "Nghi lừa đảo",
    Verdict.ANSWERED: "Có thông tin để trả lời",
    Verdict.NO_OFFICIAL_ANSWER: "Chưa có thông tin chính thức",
    Verdict.FORWARDED: "Đã chuyển cơ quan phụ trách",
    Verdict.ALREADY_ANSWERED: "Đã được trả lời",
}

VERDICTS_BY_QUEUE: dict[Queue, tuple[Verdict, ...]] = {
    Queue.CLAIMS: (
        Verdict.TRUE,
        Verdict.FALSE,
        Verdict.MISSING_CONTEXT,
        Verdict.OUTDATED,
        Verdict.NO_BASIS,
        Verdict.OFFICIAL_UNCLEAR,
        Verdict.OFFICIAL_WRONG,
    ),
    Queue.SCAM: (Verdict.SCAM, Verdict.NOT_SCAM, Verdict.SUSPECTED),
    Queue.QUESTIONS: (Verdict.ANSWERED, Verdict.NO_OFFICIAL_ANSWER),
    Queue.GRIEVANCES: (Verdict.FORWARDED, Verdict.ALREADY_ANSWERED),
}

SECOND_REVIEW_VERDICTS = frozenset({Verdict.FALSE, Verdict.OUTDATED, Verdict.OFFICIAL_WRONG})
"""Verdicts that always need a second, blind pair of eyes."""

GAP_VERDICTS = frozenset({Verdict.OFFICIAL_UNCLEAR, Verdict.OFFICIAL_WRONG, Verdict.NO_OFFICIAL_ANSWER})
"""Verdicts that open an information-gap ticket for the office in charge."""


class GapEventKind(StrEnum):
    """One move of an information-gap ticket."""

    OPENED = "opened"
    ASKED_AGAIN = "asked_again"
    REASSIGNED = "reassigned"
    ANSWERED = "answered"


GAP_EVENT_NAMES: dict[GapEventKind, str] = {
    GapEventKind.OPENED: "mở phiếu",
    GapEventKind.ASKED_AGAIN: "hỏi lại",
    GapEventKind.REASSIGNED: "chuyển cơ quan phụ trách",
    GapEventKind.ANSWERED: "trả lời",
}


class ReplyState(StrEnum):
    """A reply's way from draft to the office's own channel."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    POSTED = "posted"
    SUPERSEDED = "superseded"


REPLY_STATE_NAMES: dict[ReplyState, str] = {
    ReplyState.DRAFT: "Nháp",
    ReplyState.SUBMITTED: "Chờ duyệt",
    ReplyState.RETURNED: "Bị trả lại",
    ReplyState.APPROVED: "Đã duyệt",
    ReplyState.POSTED: "Đã đăng",
    ReplyState.SUPERSEDED: "Đã thay bằng bản mới",
}


class ReviewOutcome(StrEnum):
    """What became of a request to look at a published verdict again."""

    KEPT = "kept"
    CHANGED = "changed"


REVIEW_OUTCOME_NAMES: dict[ReviewOutcome, str] = {
    ReviewOutcome.KEPT: "Giữ nguyên kết luận",
    ReviewOutcome.CHANGED: "Xem lại kết luận",
}


class Role(StrEnum):
    """What a person may do. One person may hold several."""

    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    APPROVER = "approver"
    ANALYST = "analyst"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


ROLE_NAMES: dict[Role, str] = {
    Role.REVIEWER: "cộng tác viên",
    Role.COORDINATOR: "tổng hợp",
    Role.APPROVER: "người duyệt",
    Role.ANALYST: "phân tích",
    Role.LEADER: "lãnh đạo",
    Role.ADMINISTRATOR: "quản trị",
    Role.AUDITOR: "kiểm tra",
}


class Action(StrEnum):
    """What a role may be allowed to do (rows of the table of SPEC §6, which is ``models.roles``)."""

    REPORT_TEXT = "report_text"
    REVIEW = "review"
    COORDINATE = "coordinate"
    SECOND_REVIEW = "second_review"
    APPROVE = "approve"
    SEE_ADDRESS_ON_OWN_LEASE = "see_address_on_own_lease"
    SEE_ADDRESS = "see_address"
    EXPORT_INDICATORS = "export_indicators"
    MANAGE_OFFICIAL = "manage_official"
    TRAIN = "train"
    PROMOTE_MODEL = "promote_model"
    READ_REPORTS = "read_reports"
    APPROVE_REPORTS = "approve_reports"
    ADMINISTER = "administer"
    AUDIT = "audit"


class OfficeLevel(StrEnum):
    """Where an office stands in the tree."""

    PROVINCE = "province"
    COMMUNE = "commune"
    DEPARTMENT = "department"


class SourceKind(StrEnum):
    """Kinds of source. What is crawled has its readers in ``crawler.registry``; forms and files are brought by people."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    WORDPRESS = "wordpress"
    FORUM = "forum"
    DISCOURSE = "discourse"
    XENFORO = "xenforo"
    ISSO = "isso"
    FACEBOOK_PAGE = "facebook_page"
    YOUTUBE = "youtube"
    ZALO_OA = "zalo_oa"
    FORM = "form"
    FILE = "file"


GIVEN_KINDS = frozenset({SourceKind.FORM, SourceKind.FILE})
"""Kinds that are not crawled: people bring what they hold."""


class Budget(StrEnum):
    """What a run may spend; the one that was spent first ends it early."""

    PAGES = "pages"
    BYTES = "bytes"
    SECONDS = "seconds"


BUDGET_NAMES: dict[Budget, str] = {
    Budget.PAGES: "hết số trang cho một lần",
    Budget.BYTES: "hết dung lượng cho một lần",
    Budget.SECONDS: "hết thời gian cho một lần",
}


class PostKind(StrEnum):
    """What kind of public text a post is."""

    ARTICLE = "article"
    THREAD = "thread"
    COMMENT = "comment"
    REPORT = "report"


class PostState(StrEnum):
    """How far a post has travelled."""

    PENDING = "pending"
    ASSESSED = "assessed"
    ROUTED = "routed"
    PURGED = "purged"


class RunState(StrEnum):
    """State of one crawl of one source."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RetentionClass(StrEnum):
    """How long something is kept, and from when."""

    PROTECTED_TEXT = "protected_text"
    AUDIT_SAMPLE = "audit_sample"
    UNQUEUED_TEXT = "unqueued_text"
    QUEUED_TEXT = "queued_text"
    DISMISSED_OPINION_TEXT = "dismissed_opinion_text"
    INDICATOR_CANDIDATE = "indicator_candidate"
    SCAM_PATTERN = "scam_pattern"
    TRAINING_EXAMPLE = "training_example"
    ACCESS_LOG = "access_log"
    SIGNATURE = "signature"
    FORM_DRAFT = "form_draft"


class DraftForm(StrEnum):
    """Forms of an item's pages whose half-typed words are kept."""

    CONCLUSION = "conclusion"
    REPLY = "reply"


class RetractionReason(StrEnum):
    """Why a scam indicator was taken back. The code leaves with the feed; words of staff never do."""

    NOT_A_SCAM = "not_a_scam"
    OFFICIAL = "official"
    INNOCENT = "innocent"
    REPAIRED = "repaired"
    MISTAKEN = "mistaken"
    VERDICT_WITHDRAWN = "verdict_withdrawn"


RETRACTION_NAMES: dict[RetractionReason, str] = {
    RetractionReason.NOT_A_SCAM: "Không phải lừa đảo",
    RetractionReason.OFFICIAL: "Là của cơ quan, đơn vị chính thức",
    RetractionReason.INNOCENT: "Của người không liên quan, bị kẻ gian dùng",
    RetractionReason.REPAIRED: "Chủ trang đã khắc phục",
    RetractionReason.MISTAKEN: "Ghi nhầm",
    RetractionReason.VERDICT_WITHDRAWN: "Kết luận lừa đảo đã rút",
}


class IndicatorState(StrEnum):
    """How far a scam indicator has come on its way out of the house, and back."""

    CANDIDATE = "candidate"
    HALF_CONFIRMED = "half_confirmed"
    CONFIRMED = "confirmed"
    STALE = "stale"
    RETRACTED = "retracted"


INDICATOR_STATE_NAMES: dict[IndicatorState, str] = {
    IndicatorState.CANDIDATE: "Chờ xác nhận",
    IndicatorState.HALF_CONFIRMED: "Chờ người thứ hai",
    IndicatorState.CONFIRMED: "Đã xác nhận",
    IndicatorState.STALE: "Lâu không gặp",
    IndicatorState.RETRACTED: "Đã rút",
}


class PlaceLevel(StrEnum):
    """Where a question was heard. No finer: a name of a hamlet could point at one family."""

    COMMUNE = "commune"
    HAMLET = "hamlet"


PLACE_LEVEL_NAMES: dict[PlaceLevel, str] = {
    PlaceLevel.COMMUNE: "Họp ở xã, phường",
    PlaceLevel.HAMLET: "Họp thôn, tổ dân phố",
}


class DigestFrequency(StrEnum):
    """How often a member of staff gets a summary by e-mail. None is no row."""

    DAILY = "daily"
    WEEKLY = "weekly"


class DeliveryState(StrEnum):
    """What has become of a message that leaves the house."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class WebhookEvent(StrEnum):
    """The closed list of what other systems may be told."""

    ITEMS_OPENED = "items.opened"
    VERDICT_PUBLISHED = "verdict.published"
    INDICATOR_CONFIRMED = "indicator.confirmed"
    INDICATOR_RETRACTED = "indicator.retracted"
    REPORT_APPROVED = "report.approved"


WEBHOOK_EVENT_NAMES: dict[WebhookEvent, str] = {
    WebhookEvent.ITEMS_OPENED: "Vụ việc mới trong giờ (chỉ số lượng)",
    WebhookEvent.VERDICT_PUBLISHED: "Kết luận được công bố",
    WebhookEvent.INDICATOR_CONFIRMED: "Dấu hiệu lừa đảo được xác nhận",
    WebhookEvent.INDICATOR_RETRACTED: "Dấu hiệu lừa đảo bị rút",
    WebhookEvent.REPORT_APPROVED: "Báo cáo tuần được duyệt",
}
