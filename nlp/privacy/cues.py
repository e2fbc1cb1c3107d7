"""Small closed sets of words that tell a name from a word: who is spoken to, who acts, what is no person. Own lists."""

from __future__ import annotations

from nlp.lexicons import word_set

ADDRESSED = word_set("ơi nói bảo hỏi kể kêu nhắn")
"""What follows somebody spoken to, or who speaks: enough for any name."""
ACTING = ADDRESSED | word_set(
    "gửi gọi bán học lập khóc cười nhờ đăng chèo dạy nhắc dặn đòi hứa khoe cãi chửi mắng rủ xin báo coi giùm"
)
"""What follows somebody spoken of: acts of persons."""
RELATED = word_set("con bên nhà em vợ chồng mẹ bố cháu đi ở")
"""What follows somebody spoken of in the middle of a sentence (``Cường con bà Tý``)."""
ASKED = word_set("bảo nhờ rủ gặp nhắn")
"""What stands before somebody, whatever their name."""
SPOKEN_OF = word_set(
    "của cho với gửi nhờ bảo gọi gặp hỏi nhắn giúp cùng nghe theo đưa trả tặng mời báo thăm ơn chờ đợi đón tìm quen biết"
    " thương ghét nhà con thằng là tên mẹ ba bố má cha thím tía giùm phòng nhóm đội thẻ đơn hộ chào hey hi hello reply rep"
)
"""What stands before somebody spoken of."""
AND = word_set("và với cùng va voi & lẫn")
PLACED = word_set(
    "ở tại từ về đến tới ra vào vô lên xuống qua sang khu miền gần quanh giữa bên phía trên dưới quê gốc ngụ trú nơi"
)
"""What stands before a place."""
DAYS = word_set("hôm bữa hồi tối")
"""Words before ``qua`` and the like that make a time of it."""
PLACED_NO_MARKS = word_set("o tai tu ve den ra vao len xuong qua")
LIVED_AT = word_set("ở tại lối đoạn góc")
"""What stands before a place, never before a person."""
PUBLIC_PLACES = frozenset(
    [
        "công viên",
        "vận động",
        "chi nhánh",
        "lưu niệm",
        "trung tâm",
        "ngã tư",
        "ngã ba",
        "ngã năm",
        "nghĩa trang",
        "nhà hát",
        "sân bay",
        "bến xe",
        "nhà ga",
        "giải thưởng",
        "khu phố",
        "thư viện",
        "bảo tàng",
        "học bổng",
        "quảng trường",
        "khu tập",
        "chung kết",
    ]
)
"""Things of two words that are called after somebody."""
PLACE_FIRSTS = word_set("tân phú long mỹ thạnh vĩnh bình hưng thuận đông tây nam bắc hòa hoà an thới phước")
"""What communes are called by as much as people (``Tân Hòa``): somebody must be addressed, asked or owned to be one."""
OWNED_BY = word_set("của cho gửi nhờ bảo gọi gặp hỏi nhắn giúp ơn thằng chào")
"""What stands before somebody and hardly ever before a place."""
FIRMS = word_set(
    "tiệm quán công ty cty tâm khám sở kho xưởng nghiệp htx clb shop hãng thầu hiệu nhà trường đại lý tiem quan cong"
    " xuong lanh bh đài viện bảo bao cơm phở bánh karaoke bộ ảnh photo"
)
"""Words of what firms are called, up to ``FIRM_REACH`` before their name (``tiệm sửa điện thoại Út Lành``)."""
FIRM_REACH = 4
ORDER = word_set("hai ba tư năm sáu bảy tám chín mười út cả")
"""The orders of birth neighbours go by."""
NO_BYNAME = word_set(
    "anh chị em bà con cô chú bác thứ tháng quý lần ngày là ngôi số lăm mốt trăm nghìn ngàn triệu"
)
"""What follows an order of birth that is a number."""
COUNTED = word_set("thứ tháng quý tổ khu quận ngã lớp lần mùng ngày số năm đời tập khóa kỳ đội tuần cây")
"""What stands before a number."""
CALLED_SO = word_set("ba hai cả năm bảy trường học")
"""Kin, numbers and schools that are spoken to or speak without being a name."""
KIN = word_set("anh chị cô chú bác ông bà em thầy cháu bạn mợ dì thím chi ong bac chu")
KIN_OF_FULL = KIN | word_set("ba em ten co tên hộ ho cụ cu chau bạn ban tk")
"""Titles before a full name in small letters without marks."""
SELF = word_set("tôi em cháu con mình tui chồng vợ bố mẹ ba má")
"""Who may say their name after a comma (``Tôi, …``)."""
FOREIGN_TITLES = word_set(
    "anh chị ông bà cô chú bác thầy cha sơ mr mrs ms mục linh đức cậu dì hộ sư tôi em cháu bạn chồng vợ"
)
"""Last words of titles after which a name need not be Vietnamese."""
GENDERED = frozenset({"văn", "thị", "van", "thi"})
SURE_MIDDLE = word_set("thi van huu duc quoc dinh ngoc xuan duy")
"""Middle names, folded, that make a name of what stands around them."""
SHOUTED_MIDDLE = word_set("van thi huu duc")
SURE_SMALL_SURNAMES = word_set("nguyen tran bui")
"""Surnames a name in small letters without marks may begin with, whatever stands before it."""
SMALL_SURNAMES = SURE_SMALL_SURNAMES | word_set("le pham huynh hoang phan vu dang ngo dinh trinh")
"""The same after a title."""
NO_SURNAME_AFTER = word_set("vi phu tran cuc ngap")
"""What stands before the same letters when they are no surname: vi phạm, phụ huynh."""
NO_PERSON_BEFORE = word_set("vi toi xam")
MEDICAL = word_set("tế sĩ sỹ học khoa tá dược bác đức án lệnh")
"""What follows y of medicine: y tế, y sĩ."""
ANIMALS = word_set("chó mèo cún vịt gà bò trâu ngựa chim cá")
MARKED_TITLES = word_set("o cu co bo")
"""Titles that are other words in a text without marks: ở, cũ, có, bộ."""
MISREAD_TITLES = {
    "ba": word_set("ngã thứ số hai tháng"),
    "tên": word_set("mang đặt đổi giữ lấy"),
    "sơ": word_set("hồ"),
}
"""Words before a title that make it none: ngã ba, mang tên, hồ sơ."""
