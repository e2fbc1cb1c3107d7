"""Why a source could not be read, in a few words, and what a person can do about it. One line per code.

A code without a line is told by the sentence the run or page kept, so nothing is ever just "failed".
"""

from __future__ import annotations

from dataclasses import dataclass

from triage_api.catalogue import N_, _


@dataclass(frozen=True, slots=True)
class Words:
    """A cause after "vì" or a colon, and what to do."""

    short: str
    advice: str


WAIT = N_("Không cần làm gì: lần sau đọc lại. Còn lặp lại nhiều ngày thì báo người quản trị trang của nguồn.")
CHECK = N_("Mở địa chỉ nguồn xem còn đúng không, rồi xem thử lại ở trang Thêm nguồn.")
ASK = N_("Không tìm cách vượt qua: xin phép chủ trang, hoặc nạp bài từ tệp, hoặc tắt nguồn.")
KIND = N_("Kiểm tra loại nguồn và địa chỉ: xem thử lại ở trang Thêm nguồn.")
NOTHING = N_("Không cần làm gì: trang loại này được bỏ qua.")
TELL_US = N_("Báo người phát triển, kèm số của lần thu thập.")
TOKEN = N_("Xin lại mã truy cập của nền tảng và đặt vào tệp bí mật hoặc biến môi trường trên máy chủ.")
SECURE = N_("Báo chủ trang sửa chứng thư. Sàng Tin không bỏ qua bước kiểm tra này.")

_CAUSES: dict[str, tuple[str, str]] = {
    "address_refused": (N_("địa chỉ nội bộ hoặc dạng không cho phép"), CHECK),
    "api_closed": (N_("giao diện đọc dữ liệu không mở cho mọi người"), ASK),
    "api_missing": (N_("không có giao diện của loại nguồn này"), KIND),
    "api_retired": (N_("nền tảng đã bỏ phiên bản giao diện đang dùng"), TELL_US),
    "bad_redirect": (N_("trang chuyển hướng tới nơi không đọc được"), CHECK),
    "broken_compression": (N_("dữ liệu nén của trang bị hỏng"), WAIT),
    "challenge_page": (N_("trang đòi xác minh trình duyệt hoặc người thật"), ASK),
    "connection_cut": (N_("kết nối bị ngắt giữa chừng"), WAIT),
    "connection_refused": (N_("máy chủ từ chối kết nối"), WAIT),
    "crashed": (N_("ba lần thu thập dừng giữa chừng"), N_("Giảm số trang mỗi lần; còn lặp lại thì báo người phát triển.")),
    "crawl_delay_too_long": (N_("trang đòi nghỉ quá lâu giữa hai lần đọc"), ASK),
    "credential_missing": (N_("chưa có mã truy cập của nền tảng"), TOKEN),
    "credential_refused": (N_("nền tảng không nhận mã truy cập"), TOKEN),
    "dns_failed": (N_("không tìm thấy tên miền"), CHECK),
    "empty_feed": (N_("nguồn cấp tin không có mục nào"), CHECK),
    "host_held": (N_("máy chủ đang được một lần thu thập khác đọc"), N_("Không cần làm gì: lần sau đọc tiếp.")),
    "host_stopped": (N_("máy chủ bị dừng khẩn cấp"), N_("Khi sự cố đã qua, cho đọc lại máy chủ ở trang của nguồn.")),
    "http_error": (N_("máy chủ trả lời lỗi"), WAIT),
    "login_required": (N_("trang chỉ cho thành viên đã đăng nhập"), N_("Không đọc; chọn nguồn công khai khác.")),
    "method_refused": (N_("chương trình định gửi gì đó tới trang và đã bị chặn"), TELL_US),
    "no_article": (N_("trang không có lời bài (thường là ảnh, phim)"), NOTHING),
    "no_such_object": (N_("nền tảng báo không có trang, kênh này"), KIND),
    "not_a_feed": (N_("địa chỉ không phải RSS/Atom"), KIND),
    "not_a_listing": (N_("trang không có danh sách bài đọc được"), KIND),
    "not_a_page": (N_("tệp ảnh, PDF…"), N_("Bỏ qua được; văn bản chính thức thì nạp ở trang Văn bản.")),
    "not_a_sitemap": (N_("địa chỉ không phải sơ đồ trang"), KIND),
    "not_a_thread": (
        N_("trang không có chủ đề đọc được"),
        N_("Trang mẫu lạ thì báo người phát triển; trang không phải chủ đề thì bỏ qua."),
    ),
    "not_an_account": (N_("địa chỉ không phải trang, kênh của nền tảng"), KIND),
    "not_http": (N_("máy chủ trả lời không đúng giao thức"), WAIT),
    "not_json": (N_("giao diện dữ liệu trả về thứ khác"), N_("Chờ lần sau; còn gặp thì dùng loại nguồn RSS.")),
    "nothing_found": (N_("chưa bao giờ đọc được bài nào"), KIND),
    "packed_too_tightly": (N_("trang nén bung ra quá lớn"), NOTHING),
    "page_forbidden": (N_("máy chủ không cho đọc"), N_("Cả nguồn đều vậy thì xin phép chủ trang; vài trang thì bỏ qua.")),
    "page_gone": (N_("trang không còn hoặc không cho đọc"), N_("Cả nguồn đều vậy thì kiểm tra địa chỉ; vài trang thì bỏ qua.")),
    "page_not_found": (N_("trang không tồn tại"), N_("Cả nguồn đều vậy thì kiểm tra địa chỉ; vài trang thì bỏ qua.")),
    "page_refused": (N_("máy chủ không nhận yêu cầu"), N_("Cả nguồn đều vậy thì xin phép chủ trang; vài trang thì bỏ qua.")),
    "page_too_large": (N_("trang quá lớn"), N_("Dùng địa chỉ RSS hoặc trang nhỏ hơn.")),
    "permission_missing": (N_("mã truy cập thiếu quyền"), TOKEN),
    "quota_used_up": (N_("hết hạn mức của nền tảng trong ngày"), N_("Chờ hạn mức mới; thường xuyên hết thì giãn nhịp thu thập.")),
    "rate_limited": (N_("nền tảng đề nghị chậm lại"), N_("Giãn nhịp thu thập của nguồn.")),
    "redirect_loop": (N_("trang chuyển hướng vòng quanh"), CHECK),
    "robots_refused": (N_("robots.txt không cho đọc tự động"), ASK),
    "robots_unreachable": (N_("không đọc được robots.txt"), WAIT),
    "run_interrupted": (N_("lần thu thập bị dừng giữa chừng"), N_("Không cần làm gì: lần sau đọc tiếp.")),
    "server_error": (N_("máy chủ của trang báo lỗi"), WAIT),
    "source_busy": (N_("trang báo bận, đề nghị quay lại sau"), N_("Giãn nhịp thu thập của nguồn.")),
    "source_disabled": (N_("nguồn đang tắt"), N_("Bật lại khi lý do tắt đã qua.")),
    "source_moved": (N_("trang chuyển sang tên miền khác"), N_("Xem trang mới, đúng thì thêm nguồn theo địa chỉ mới.")),
    "source_unreachable": (N_("không kết nối được tới trang"), CHECK),
    "source_went_silent": (N_("trước có bài, nay không đọc được bài nào"), CHECK),
    "timed_out": (N_("trang không trả lời kịp"), WAIT),
    "tls_expired": (N_("chứng thư HTTPS đã hết hạn"), SECURE),
    "tls_failed": (N_("không lập được kết nối HTTPS an toàn"), SECURE),
    "tls_untrusted": (N_("chứng thư HTTPS không được tin cậy"), SECURE),
    "tls_wrong_name": (N_("chứng thư HTTPS của tên miền khác"), SECURE),
    "token_expired": (N_("mã truy cập đã hết hạn"), TOKEN),
    "too_much_memory": (N_("lần thu thập dùng quá nhiều bộ nhớ"), N_("Giảm số trang mỗi lần của nguồn; còn gặp thì báo người phát triển.")),
    "unexpected_error": (N_("lỗi của chương trình"), TELL_US),
    "unreadable_page": (N_("trang trống hoặc hỏng"), N_("Thử lại sau; còn trống thì bỏ qua.")),
}  # fmt: skip

CODES = frozenset(_CAUSES)


def cause_words(code: str, reason: str = "") -> Words:
    """What a code means and what to do; for a code without a line, its own sentence and where to turn.

    >>> cause_words("dns_failed").short
    'không tìm thấy tên miền'
    >>> cause_words("brand_new", "Trang đòi nộp phí.").short
    'Trang đòi nộp phí'
    """
    if code in _CAUSES:
        short, advice = _CAUSES[code]
        return Words(_(short), _(advice))
    return Words(reason.strip().rstrip(".") or _("lý do chưa có tên"), _(CHECK))
