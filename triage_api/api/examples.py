"""Examples of the description: one for each shape a program sends or gets, all of one invented commune."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PASSAGE: dict[str, Any] = {
    "id": 418,
    "document": "12/2026/NQ-HĐND",
    "issued": "2026-07-10",
    "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
    "path": "Điều 5 khoản 1",
    "text": "1. Không thu phí đăng ký tài khoản, phí nộp hồ sơ trên Cổng dịch vụ công.",
    "valid_from": "2026-08-01",
    "valid_until": None,
    "score": 12.4071,
    "ocr": False,
    "url": "https://sangtin.donglam.example/van-ban/doan/418",
    "in_force": True,
    "found": [[3, 37]],
}
SOURCE: dict[str, Any] = {
    "document": "12/2026/NQ-HĐND",
    "kind": "Nghị quyết",
    "issued": "2026-07-10",
    "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
    "path": "Điều 5 khoản 1",
    "text": PASSAGE["text"],
    "url": PASSAGE["url"],
}
ITEM: dict[str, Any] = {
    "id": 1147,
    "queue": "claims",
    "label": "claim",
    "severity": "high",
    "distortion": "contradicted",
    "topic": "dich_vu_cong",
    "state": "assigned",
    "headline": "Từ 1/12 nộp hồ sơ ở xã mất phí 50k",
    "unsure": False,
    "gap": False,
    "escalated": False,
    "post_count": 17,
    "thread_count": 3,
    "opened_at": "2026-11-20T01:31:00Z",
    "due_at": "2026-11-20T10:30:00Z",
    "lease_expires_at": "2026-11-20T07:44:00Z",
    "mine": True,
    "merged_into": None,
}
CLAIM: dict[str, Any] = {
    "id": 1147,
    "number": "KL-1147",
    "url": "https://sangtin.donglam.example/doi-chieu/1147",
    "version": 1,
    "queue": "claims",
    "topic": "dich_vu_cong",
    "claim": "Nộp hồ sơ trên Cổng dịch vụ công mất phí 50.000 đồng",
    "verdict": "false",
    "verdict_name": "Sai",
    "office": "Ủy ban nhân dân xã Đồng Mây",
    "answer": "Ủy ban nhân dân xã Đồng Mây trả lời: Nộp hồ sơ trên Cổng dịch vụ công không mất phí.",
    "valid_from": "2026-11-20",
    "valid_until": "2027-05-19",
    "stands_since": "2026-11-20T08:05:00Z",
    "sources": [SOURCE],
}
LINK: dict[str, Any] = {
    "relation": "replaces",
    "document": "12/2026/NQ-HĐND",
    "document_id": 31,
    "path": "Điều 9 khoản 2",
    "number": "05/2023/NQ-HĐND",
    "name": "Nghị quyết số 05/2023/NQ-HĐND",
    "issued": "2023-07-14",
    "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
    "target_paths": [],
    "target_id": 12,
    "since": "2026-08-01",
    "sentence": "Nghị quyết này thay thế Nghị quyết số 05/2023/NQ-HĐND.",
}
DOCUMENT: dict[str, Any] = {
    "id": 31,
    "url": "https://sangtin.donglam.example/van-ban/31",
    "number": "12/2026/NQ-HĐND",
    "issued": "2026-07-10",
    "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
    "kind": "Nghị quyết",
    "title": "Quy định mức thu phí khi nộp hồ sơ trực tuyến",
    "draft": False,
    "effective_from": "2026-08-01",
    "effective_until": None,
    "version": 1,
}
HEALTH: dict[str, Any] = {
    "id": 4,
    "name": "Diễn đàn Chợ Mây",
    "kind": "forum",
    "office": "Ủy ban nhân dân xã Đồng Mây",
    "enabled": True,
    "state": "look",
    "cause": "failing",
    "sentence": "Chưa đọc được từ 08:00 ngày 20/11/2026: máy chủ không trả lời kịp.",
    "not_seen_since": "2026-11-20T01:00:00Z",
    "last_success": "2026-11-20T00:30:00Z",
    "next_run": "2026-11-20T02:00:00Z",
    "usual_per_day": 6.5,
    "days": [5, 7, None, 6],
    "unread_pages": 2,
}
REPLY: dict[str, Any] = {"id": 210, "item": 1147, "state": "submitted", "missing": []}
SENTENCES: list[dict[str, Any]] = [
    {"text": "Nộp hồ sơ trên Cổng dịch vụ công không mất phí.", "passage": 418},
    {"text": "Cần giúp, mời bà con đến Bộ phận một cửa."},
]

SHAPES: Mapping[str, Any] = {
    "LeaseRequest": {"queue": "claims"},
    "ReasonRequest": {"reason": "Ngoài địa bàn tôi phụ trách."},
    "MergeRequest": {"into": 1140, "reason": "Cùng một tin, chỉ khác cách viết."},
    "SplitRequest": {"post": 88121, "reason": "Bài này nêu mức phí khác."},
    "DecisionRequest": {
        "idempotency_key": "may-ban-07:1147:1",
        "verdict": "false",
        "sentence": "Nộp hồ sơ trên Cổng dịch vụ công mất phí 50.000 đồng",
        "rationale": "Nghị quyết nêu không thu phí khi nộp trực tuyến.",
        "passages": [418],
        "valid_until": "2027-05-19",
    },
    "ReplyRequest": {"sentences": SENTENCES, "submit": True},
    "PostingRequest": {
        "url": "https://dongmay.songlam.example/hoi-dap/1147",
        "posted_at": "2026-11-20T09:30:00+07:00",
    },
    "PostRequest": {
        "text": "Nghe nói từ tháng sau nộp hồ sơ ở xã mất phí 50k, có đúng không ạ?",
        "address": "https://chomay.example/chu-de/12",
        "posted_at": "2026-11-19T08:12:00+07:00",
    },
    "CheckRequest": {"text": "Công an xã báo: cập nhật định danh tại vneid-dongmay.example trước 18 giờ."},
    "ItemShape": ITEM,
    "ItemPage": {"items": [ITEM], "next": "0.812:1139"},
    "MemberPage": {
        "posts": [
            {
                "id": 88121,
                "text": "Bà con lưu ý, nộp hồ sơ ở xã giờ mất 50k",
                "source": "Diễn đàn Chợ Mây",
                "at": "2026-11-19T01:12:00Z",
            }
        ],
        "next": None,
    },
    "SplitShape": {"item": ITEM, "split_off": 1151},
    "DecisionShape": {"id": 640, "item": 1147, "round": 1, "verdict": "false", "state": "second_review"},
    "ReplyShape": REPLY,
    "PostReceipt": {"new": True, "post": 88121},
    "PostFate": {"post": 88121, "state": "assessed", "item": 1147, "joined": True},
    "ClaimShape": CLAIM,
    "ClaimPage": {"claims": [CLAIM], "next": 87},
    "PassageShape": PASSAGE,
    "DocumentList": {
        "documents": [{**DOCUMENT, "confirmed": True, "versions": 1, "passages": 23}],
        "next": None,
    },
    "DocumentShape": {
        **DOCUMENT,
        "newest": True,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "filename": "nq-12-2026.pdf",
        "source_url": "https://congbao.songlam.example/nq-12-2026",
        "obtained_at": "2026-07-12T02:00:00Z",
        "confirmed_at": "2026-07-12T03:10:00Z",
        "cites": [LINK],
        "cited_by": [],
        "passages": [PASSAGE],
    },
    "HealthPage": {"sources": [HEALTH], "next": None},
    "SourceDetail": {
        **HEALTH,
        "url": "https://chomay.example/",
        "advice": "Đợi lần đọc sau; nếu còn như vậy, hỏi người giữ trang.",
        "causes": [
            {
                "code": "timeout",
                "runs": 6,
                "runs_7_days": 6,
                "pages": 2,
                "pages_7_days": 2,
                "first_at": "2026-11-20T01:00:00Z",
                "last_at": "2026-11-20T01:30:00Z",
            }
        ],
        "runs": [
            {
                "id": 9021,
                "state": "failed",
                "started_at": "2026-11-20T01:30:00Z",
                "finished_at": "2026-11-20T01:31:00Z",
                "pages": 0,
                "unchanged": 0,
                "posts_new": 0,
                "posts_changed": 0,
                "posts_same": 0,
                "unread": 0,
                "code": "timeout",
                "outcome": "Máy chủ không trả lời kịp.",
            }
        ],
    },
    "Problem": {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "Người khác đang xem việc này.",
        "code": "conflict",
    },
    "Waiting": {"status": "waiting", "code": "no_model"},
}
"""By the name of the shape."""

ANSWERS: Mapping[tuple[str, str], Any] = {
    ("get", "/healthz"): {"status": "ok"},
    ("get", "/readyz"): {"status": "ok", "model": "2026.11.3"},
    ("get", "/metrics"): '# TYPE sangtin_items gauge\nsangtin_items{queue="claims",state="open"} 12\n',
    ("post", "/api/v1/check"): {
        "id": "1",
        "label": "scam",
        "queued": True,
        "queue": "scam",
        "severity": "high",
        "distortion": None,
        "topics": ["dinh_danh_dien_tu"],
        "indicators": [
            {
                "kind": "domain",
                "text": "vneid-dongmay.example",
                "normalised": "vneid-dongmay.example",
                "span": [42, 63],
                "official": False,
                "lookalike_of": "vneid.gov.vn",
            }
        ],
        "abstained": False,
    },
    ("get", "/api/v1/claims/{claim_id}/claimreview"): {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://sangtin.donglam.example/api/v1/claims/93",
        "claimReviewed": CLAIM["claim"],
        "reviewRating": {"@type": "Rating", "ratingValue": 1, "alternateName": "Sai"},
    },
    ("get", "/api/v1/official/search"): [PASSAGE],
    ("get", "/api/v1/official/{number}"): [SHAPES["DocumentShape"]],
}
"""Of calls whose answer has no shape of its own, or a list of one."""
