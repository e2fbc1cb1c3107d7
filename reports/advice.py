"""What people can do about a scam, by what it pretends to be about. Prepared sentences, no hotline numbers.

Each says what to do oneself (open the official application, ask at the counter) and what not to do, never
"they never call": notices do go out by message (scam typology, §3).
"""

from __future__ import annotations

from models.vocabulary import Topic

OTHERWISE = "Không bấm đường dẫn lạ, không đọc mã OTP, không chuyển tiền; hỏi Tổ công nghệ số cộng đồng."

ADVICE: dict[Topic, str] = {
    Topic.DICH_VU_CONG: "Tự mở Cổng Dịch vụ công để nộp hồ sơ, nộp phí; không làm theo đường dẫn được gửi.",
    Topic.DINH_DANH_DIEN_TU: "Cài VNeID từ kho ứng dụng chính thức; cần cập nhật thì ra công an xã, không làm qua cuộc gọi.",
    Topic.BINH_DAN_HOC_VU_SO: "Học trên nền tảng do xã giới thiệu, không mất phí; hỏi Tổ công nghệ số cộng đồng.",
    Topic.THANH_TOAN_SO: "Tự mở ứng dụng ngân hàng để xem; không đọc mã OTP, không chuyển tiền để “xác nhận”.",
    Topic.THUE_HO_KINH_DOANH: "Tự mở ứng dụng eTax Mobile hoặc hỏi thẳng cơ quan thuế; không nộp tiền qua đường dẫn được gửi.",
    Topic.BHXH_BHYT: "Tự mở ứng dụng VssID hoặc hỏi cơ quan bảo hiểm xã hội; không gửi ảnh giấy tờ qua tin nhắn.",
    Topic.GIAY_TO_DIA_GIOI: "Hỏi Bộ phận một cửa trước; không gửi ảnh giấy tờ, không nộp phí cho người gọi điện.",
    Topic.GIAO_THONG_GPLX: "Tự tra trên Cổng Dịch vụ công hoặc VNeTraffic; không đóng tiền qua đường dẫn trong tin nhắn.",
    Topic.GIAO_DUC: "Hỏi lại giáo viên chủ nhiệm trước khi điền thông tin hay chuyển tiền.",
    Topic.VIEN_THONG_SIM: "Không bấm phím theo cuộc gọi tự động; tự gọi tổng đài của nhà mạng.",
    Topic.NGAN_HANG_SINH_TRAC: "Cập nhật sinh trắc học trong ứng dụng đã cài hoặc tại quầy; không chia sẻ màn hình.",
    Topic.DIEN_NUOC: "Tự mở ứng dụng của ngành điện, nước hoặc gọi số ghi trên hóa đơn.",
    Topic.AN_SINH: "Hỏi trưởng thôn hoặc Bộ phận một cửa; không điền thông tin, không nộp phí để nhận quà.",
}


def advice(topic: Topic) -> str:
    """One sentence for the topic a scam plays on."""
    return ADVICE.get(topic, OTHERWISE)
