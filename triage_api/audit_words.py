"""What happened, in words, for the page of the audit trail. An action without words of its own shows its code."""

from __future__ import annotations

from triage_api.catalogue import N_, _

ACTIONS: dict[str, str] = {
    "signed_in": N_("Đăng nhập"),
    "sign_in.sign_out": N_("Đăng xuất"),
    "own.end": N_("Đăng xuất một nơi khác"),
    "recovery_code_used": N_("Đăng nhập bằng mã dự phòng"),
    "recovery_codes_renewed": N_("Tạo mã dự phòng mới"),
    "second_factor_on": N_("Bật mã dùng một lần"),
    "second_factor_off": N_("Gỡ mã dùng một lần"),
    "second_factor_removed": N_("Gỡ mã dùng một lần cho người khác"),
    "second_factor.form": N_("Mở trang cài mã dùng một lần"),
    "password_set": N_("Đặt mật khẩu qua liên kết"),
    "password_changed": N_("Đổi mật khẩu"),
    "password_reset": N_("Lấy liên kết đặt mật khẩu mới"),
    "account_added": N_("Thêm tài khoản"),
    "account_changed": N_("Đổi vai trò, cơ quan hoặc tên"),
    "account_disabled": N_("Khóa tài khoản"),
    "account_enabled": N_("Mở khóa tài khoản"),
    "first_administrator_link": N_("Tạo liên kết cho người quản trị đầu tiên"),
    "first_administrator_added": N_("Tạo người quản trị đầu tiên"),
    "token_issued": N_("Tạo mã truy cập"),
    "token_revoked": N_("Thu hồi mã truy cập"),
    "address_read": N_("Xem địa chỉ bài gốc"),
    "indicators_read": N_("Xem dấu hiệu lừa đảo đầy đủ"),
    "indicators_exported": N_("Xuất dấu hiệu lừa đảo"),
    "indicator_confirmed": N_("Xác nhận dấu hiệu lừa đảo"),
    "indicator_retracted": N_("Rút dấu hiệu lừa đảo"),
    "questions_noted": N_("Ghi câu hỏi nghe được"),
    "review_answered": N_("Trả lời yêu cầu xem lại"),
    "contact_added": N_("Ghi một đường dây nóng"),
    "contact_confirmed": N_("Xác nhận đường dây nóng"),
    "contact_withdrawn": N_("Rút đường dây nóng"),
    "reply_reused": N_("Dùng lại câu trả lời đã duyệt"),
    "channel_registered": N_("Đăng ký kênh chính thức"),
    "webhook_added": N_("Thêm móc nối"),
    "webhook_rotated": N_("Đổi khóa móc nối"),
    "webhook_removed": N_("Bỏ móc nối"),
    "webhook_retried": N_("Gửi lại cho móc nối"),
    "digest_changed": N_("Đổi thư tóm tắt"),
    "digest_retried": N_("Gửi lại thư tóm tắt"),
    "audit_exported": N_("Xuất nhật ký"),
    "examples_exported": N_("Xuất bài đã sửa nhãn để máy học"),
    "queue.take_next": N_("Lấy việc tiếp theo"),
    "items.lease_next": N_("Lấy việc tiếp theo"),
    "item.take": N_("Nhận việc"),
    "item.give_back": N_("Trả việc"),
    "items.release": N_("Trả việc"),
    "item.dismiss": N_("Đưa ra khỏi hàng việc"),
    "item.undo": N_("Hoàn tác đưa ra khỏi hàng việc"),
    "item.conclude": N_("Kết luận"),
    "items.decide_item": N_("Kết luận"),
    "item.reopen": N_("Mở lại"),
    "items.reopen": N_("Mở lại"),
    "item.escalate": N_("Báo cấp trên"),
    "items.escalate": N_("Báo cấp trên"),
    "item.ask_office": N_("Hỏi cơ quan phụ trách"),
    "item.office_answered": N_("Ghi cơ quan đã trả lời"),
    "item.close": N_("Kết thúc, không cần trả lời"),
    "item.merge": N_("Gộp vụ việc"),
    "items.merge": N_("Gộp vụ việc"),
    "item.split": N_("Tách vụ việc"),
    "items.split": N_("Tách vụ việc"),
    "item.undo_regrouping": N_("Hoàn tác gộp, tách"),
    "items.undo_regrouping": N_("Hoàn tác gộp, tách"),
    "wording_added": N_("Thêm một cách nói"),
    "replies.save": N_("Lưu bản trả lời"),
    "replies.draft": N_("Lưu bản trả lời"),
    "replies.give_back": N_("Trả bản trả lời để sửa"),
    "reply_approved": N_("Duyệt câu trả lời"),
    "reply_posted": N_("Ghi nơi đã đăng câu trả lời"),
    "notices.seen": N_("Đánh dấu đã xem"),
    "intake.report": N_("Ghi phản ánh"),
    "posts.report": N_("Ghi phản ánh"),
    "posts_import_begun": N_("Bắt đầu nạp bài từ tệp"),
    "posts_imported": N_("Nạp bài từ tệp"),
    "evidence_changed": N_("Căn cứ thay đổi"),
    "document_added": N_("Nạp văn bản"),
    "document_confirmed": N_("Xác nhận văn bản"),
    "document_ending_confirmed": N_("Xác nhận hết hiệu lực"),
    "document_ending_undone": N_("Bỏ xác nhận hết hiệu lực"),
    "reports.order": N_("Lập báo cáo"),
    "source_saved": N_("Lưu nguồn"),
    "source_changed": N_("Sửa nguồn"),
    "source_deleted": N_("Xóa nguồn"),
    "source_enabled": N_("Bật nguồn"),
    "source_disabled": N_("Tắt nguồn"),
    "source_run_asked": N_("Yêu cầu đọc nguồn ngay"),
    "pages_retry_asked": N_("Yêu cầu đọc lại trang"),
    "pages_skipped": N_("Bỏ qua trang"),
    "pages_unskipped": N_("Đưa trang trở lại"),
    "host_stopped": N_("Dừng đọc một máy chủ"),
    "host_resumed": N_("Cho đọc lại một máy chủ"),
    "model_promoted": N_("Dùng mô hình khác"),
    "model_replaced_unreadable": N_("Thay mô hình không đọc được"),
    "model_rolled_back": N_("Quay lại mô hình trước"),
}
SUBJECTS: dict[str, str] = {
    "account": N_("tài khoản"),
    "item": N_("vụ việc"),
    "post": N_("bài"),
    "reply": N_("trả lời"),
    "source": N_("nguồn"),
    "host": N_("máy chủ"),
    "document": N_("văn bản"),
    "office": N_("cơ quan"),
    "set_aside": N_("trang để lại"),
    "notice": N_("thông báo"),
    "classifier_version": N_("mô hình"),
}


def action_words(code: str) -> str:
    """An action as people say it."""
    return _(ACTIONS.get(code, code))


def subject_words(kind: str, number: int | None) -> str:
    """What it was done to; a request about no one thing names none."""
    if kind == "request":
        return "–"
    name = _(SUBJECTS.get(kind, kind))
    if kind == "item" and number is not None:
        return f"VV-{number}"
    return name if number is None else f"{name} {number}"
