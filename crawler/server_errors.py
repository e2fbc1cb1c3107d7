"""Every fault a server can make, by a name and a sentence of its own: what an administrator reads, and acts on.

A fault is a kind of what it was called before there were names for all: ``Unreachable`` brought no answer,
``AnsweredWithError`` one that may pass, ``PageGone`` one that is the same tomorrow.
"""

from __future__ import annotations

from crawler.errors import AnsweredWithError, PageGone, PageTooLarge, Unreachable


class NameUnknown(Unreachable):
    """The host's name does not resolve."""

    code = "dns_failed"
    sentence = "Không tìm thấy tên miền của trang (DNS không trả lời hoặc tên không tồn tại)."


class TimedOut(Unreachable):
    """The answer had not come whole when the time for one page was over, however it was spread."""

    code = "timed_out"
    sentence = "Trang không trả lời xong trong thời gian chờ."


class ConnectionRefused(Unreachable):
    """Nothing listens at the port, or a firewall says no."""

    code = "connection_refused"
    sentence = "Máy chủ của trang từ chối kết nối."


class ConnectionCut(Unreachable):
    """The connection broke, or ended before the announced length."""

    code = "connection_cut"
    sentence = "Kết nối bị ngắt khi trang chưa tải xong."


class NotHttp(Unreachable):
    """What came is not HTTP: no status line, broken chunks, headers without end."""

    code = "not_http"
    sentence = "Máy chủ trả lời không đúng giao thức HTTP nên câu trả lời bị bỏ."


class TlsFailed(Unreachable):
    """No encrypted connection could be made, for a reason that has no name of its own."""

    code = "tls_failed"
    sentence = "Không lập được kết nối HTTPS an toàn với trang (chứng thư hoặc cách mã hóa không hợp lệ)."


class CertificateExpired(TlsFailed):
    """The certificate's time is over."""

    code = "tls_expired"
    sentence = "Chứng thư HTTPS của trang đã hết hạn."


class CertificateOfAnother(TlsFailed):
    """The certificate is for another name."""

    code = "tls_wrong_name"
    sentence = "Chứng thư HTTPS được cấp cho tên miền khác, không phải tên miền của trang."


class CertificateUntrusted(TlsFailed):
    """Nobody we trust vouches for the certificate: self-signed, or the chain is not whole."""

    code = "tls_untrusted"
    sentence = "Chứng thư HTTPS của trang không do tổ chức được tin cậy cấp (tự ký, hoặc thiếu chứng thư trung gian)."


class ServerError(AnsweredWithError):
    """5xx."""

    code = "server_error"
    sentence = "Máy chủ của trang báo lỗi (mã {status})."


class RedirectLoop(AnsweredWithError):
    """Redirected in a circle, or too often."""

    code = "redirect_loop"
    sentence = "Trang chuyển hướng vòng quanh hoặc quá nhiều lần."


class BadRedirect(AnsweredWithError):
    """A redirect to no address, or to something that is none."""

    code = "bad_redirect"
    sentence = "Trang chuyển hướng mà không cho địa chỉ đọc được."


class BrokenCompression(AnsweredWithError):
    """The answer says it is compressed, and cannot be unpacked."""

    code = "broken_compression"
    sentence = "Dữ liệu nén của trang bị hỏng hoặc nén theo cách không đọc được."


class PageMissing(PageGone):
    """404."""

    code = "page_not_found"
    sentence = "Trang không tồn tại (mã {status})."


class PageForbidden(PageGone):
    """403."""

    code = "page_forbidden"
    sentence = "Máy chủ không cho đọc trang này (mã {status})."


class PageRefused(PageGone):
    """Any other 4xx."""

    code = "page_refused"
    sentence = "Máy chủ không nhận yêu cầu đọc trang này (mã {status})."


class PackedTooTightly(PageTooLarge):
    """A small answer that unpacks to a huge one, or is packed several times over."""

    code = "packed_too_tightly"
    sentence = "Trang nén bung ra quá lớn so với phần đã tải nên không được đọc."


BY_STATUS: dict[int, type[PageGone]] = {403: PageForbidden, 404: PageMissing, 410: PageGone}
"""Client errors with a name of their own; the others are ``PageRefused``."""
