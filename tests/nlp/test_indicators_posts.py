"""Indicators in whole posts, what only looks like one, what is official, and disguises that change nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.detectors.indicators import find_indicators
from nlp.normalise import normalise
from tests.nlp.rows import found, wanted

NOTHING = [
    "Phí 1.500.000đ, phạt 2tr5, đặt cọc 500k, lãi 0,5%/tháng, tỷ giá 26.105,50",
    "Ngày 01.12.2026, 1-12-2026, 01/12/2026, từ 20/11 đến 25/11, quý IV.2026",
    "Nghị định 12/2026/NĐ-CP, Thông tư 73/2024/TT-BCA, Quyết định 1234/QĐ-UBND, số 04-NQ/TU",
    "Điều 8.1, khoản 2.3, mục 1.2.3, điểm a.1, phụ lục II.4",
    "lúc 7h30, 19:00, 7.30-11.30, 24/7, 5p nữa, 2h sáng",
    "k.hang ở TP.HCM, TP.HN, Q.1, P.5, v.v, v.v., TS.BS, PGS.TS, th.s",
    "tệp mau-don.doc, bang_ke.xlsx, anh.jpg, thong-bao.pdf, video.mp4, ghi-am.mp3",
    "#vneid #chuyen_doi_so",
    "@lan_pham ơi vào xem nè",
    "cảm ơn @lan_pham đã giúp",
    "tag @lan_pham vô đọc bài này",
    "như @lan_pham nói ở trên",
    "@lan_pham: mình cũng bị vậy",
    "@all mai họp lúc 8 giờ",
    "xe 29A-123.45 đậu trước cổng, biển số 60b1 123.45",
    "CCCD 001090000123, căn cước số 001 090 000 123",
    "mã số thuế 0100000123, mã hồ sơ 000.00.00.H29-261120-0001",
    "sổ BHXH 7900000123",
    "tài khoản VNeID mức 2 của tôi bị khóa",
    "chuyển khoản 2.000.000 đồng trước ngày 20.11.2026",
    "số tài khoản thì ra ngân hàng hỏi",
    "cài VNeID cho bà, tải VssID trên CH Play",
    "ứng dụng VNeID, app eTax Mobile, phần mềm VNeTraffic đều báo lỗi",
    "tải ứng dụng VNeID trên App Store hoặc Google Play",
    "app ngân hàng báo lỗi, app trường thu phí, ứng dụng của xã",
    "Cài đặt lại máy, tải lại trang. Bấm đồng ý.",
    "cái điện thoại Android, cái CCCD, cái SIM",
    "Cai Tet nam nay, tai Ben Mo co loa",
    "nộp tại UBND xã, gửi qua Bưu điện, gặp ông Ba",
    "Zalo của xã, nhóm Zalo tổ 5, Telegram bị khóa, bị hack tele",
    "gọi Zalo cho con, nhắn tele cho nhanh",
    "tele nhanh tay vào nhóm kín",
    "113 hộ, 156 người, 115k một lần, 111 ca, 1022 hồ sơ, 5656 tin",
    "nhà số 113, quầy 115, lô 156, công văn 1022/UBND",
    "phòng 113 tầng 2, trang 115, Điều 111, Điều 156",
    "ch.ụp g.iấy t.ờ, b.ấm l.ink, c.as.set c.ũ, xo.ng h.ết, th.ì th.ôi",
    "Xong rồi.Mai em lên. Đi bộ.la cà. Hết.com dẻo",
    "nhóm 12.345 người, sân 1.200m2, 36.6 độ, 4.0, 5G, 2.0",
    "Công nghiệp 4.0, Python 3.11, Windows 11, VNeID 2.1.6",
    "số seri 123456789012, mã vận đơn 000123456789",
    "mã OTP 123456, mã 6 số 654321",
    "dân số 98.504.400 người, ngân sách 1 234 567 890 đồng",
    "giai đoạn 2021-2025, 2026–2030, khóa 2025-2029",
    "x = 3.14; a.b.c; i.e.; e.g.; p.s.; a.k.a",
    "giá 15k/kg, 2-3 triệu/tháng, 100.000-150.000đ/suất",
    "[SĐT] [TK] [TÊN] [@] [EMAIL] [CCCD]",
    "Bấm vào link, vào web, vào app, vào trang chính thức",
    "ok.Tks, hihi.Bye, :)).Mai, =)) . Thôi",
    "fan.page lớp, l.i.n.k nhóm, g.r.o.u.p kín",
    "Vào cổng dịch vụ công quốc gia, mục đăng ký cư trú, chọn mục 3.2",
    "a@b, nh@p, m@t kh@u, 5@10k, c@ng",
    "Liên hệ công an xã. Zalo. Telegram. Facebook.",
]  # fmt: skip

POSTS = [
    ("Công an phường Bến Lội thông báo: công dân chưa cập nhật định danh mức 2 truy cập https://dinhdanh-muc2.example/xac-thuc?id=88 trước 24/12/2026 hoặc liên hệ cán bộ Tuấn, SĐT: 0900.000.271 (Zalo).", "url https://dinhdanh-muc2.example/xac-thuc?id=88|zalo 0900000271"),
    ("E cần 10 ctv nhập liệu tại nhà, lương 300k/ngày, cọc 99k, ai làm add zalo e: 0900000272 nhé, ưu tiên mẹ bỉm", "zalo 0900000272"),
    ("Ba mẹ ơi, ai rao bán vé xe Tết ở vexe-tet[.]example thì né ra nha, tui mất 1tr2", "domain vexe-tet.example"),
    ("[Ngan hang Ben Lua] Tai khoan cua quy khach bi dang nhap la. Vao benlua-xacminh.test/otp de huy. CSKH 0900 000 273", "url benlua-xacminh.test/otp|phone 0900000273"),
    ("Ủng hộ quỹ khuyến học: STK 0000 1234 5678 (Ngân hàng Bến Lúa) – chủ TK: Hội khuyến học xã. Mọi thắc mắc gọi cô Sáu 0900 000 274", "bank_account 000012345678|phone 0900000274"),
    ("Chuyển khoản giúp em 500k vào số 0900 000 275 momo, em đang kẹt", "bank_account 0900000275"),
    ("nó bảo tải app eGov Plus ở link egov-plus . test rồi nhập số căn cước 001090000123", "app eGov Plus|domain egov-plus.test"),
    ("gửi bài qua lop5b@truongbenlua.example hoặc nộp trực tiếp", "email lop5b@truongbenlua.example"),
    ("Hotline 1900 0276 hay 0900 000 276 đều không ai nghe", "phone 19000276|phone 0900000276"),
    ("Ai mất tiền vì app DauTuXanh liên hệ @luatsu_hotro_test, thu hồi 100%", "app DauTuXanh|telegram @luatsu_hotro_test"),
    ("kênh tele keochuan_test chuẩn 98%", "telegram keochuan_test"),
    ("Vô nhóm Zalo https://zalo.me/g/benlua277 để nhận lịch cúp điện", "zalo https://zalo.me/g/benlua277"),
    ("xem lịch ở trang evnspc.vn nha mấy bà", "domain evnspc.vn"),
    ("có ai vô dichvucong.gov.vn được không, mình vô từ 8h30 tới giờ", "domain dichvucong.gov.vn"),
    ("nhắn số 0900 000 278 qua zalo em gửi mẫu", "zalo 0900000278"),
    ("Số điện thoại 0900 000 279 tự xưng là tòa án, ai gặp chặn luôn", "phone 0900000279"),
    ("đt: 0900000280 – zalo: 0900000281", "phone 0900000280|zalo 0900000281"),
    ("Tel/Zalo: 0900 000 282", "zalo 0900000282"),
    ("Zalo/Tel: 0900 000 282", "zalo 0900000282"),
    ("Liên hệ: 0900 000 283 (có Zalo, Viber)", "zalo 0900000283"),
    ("gọi 0900 000 284 - zalo cùng số", "phone 0900000284"),
    ("tài khoản nhận tiền: MB 0900000285 NGUYEN VAN A", "bank_account 0900000285"),
    ("ck: 19001234567890 tcb", "bank_account 19001234567890"),
    ("ngân hàng Bến Lúa, số TK: 123.456.789, chi nhánh 3", "bank_account 123456789"),
    ("mã khách hàng PE0900000286 bị sai", ""),
    ("mã vận đơn VN0900000287X giao trễ", ""),
    ("mst 0900000288 của hộ kinh doanh", ""),
    ("Quyết định số 0900/QĐ-UBND ngày 12.11.2026 về việc 0900 000 đồng", ""),
    ("Cài app tên SoTayDan từ cửa hàng CH Play nha, miễn phí", "app SoTayDan"),
    ("bà con đừng tải cái app gì tên VNeID Moi 2027 tụi nó gửi", "app VNeID Moi 2027"),
    ("t lỡ bấm cài file CapNhatVNeID(1).apk giờ sao", "app CapNhatVNeID(1).apk"),
    ("gỡ app LuongHuu24h ra liền đi má", "app LuongHuu24h"),
    ("ứng dụng Hộ Kinh Doanh Số do thuế phát hành", ""),
    ("phần mềm HoaDonVang 3.0 bản crack", "app HoaDonVang 3.0"),
    ("app BHXH số của con em", ""),
    ("App Store của tui bị lỗi, tải hoài không được VNeID", ""),
    ("vào web hoc-phi-truong.example.com/dong nhé", "url hoc-phi-truong.example.com/dong"),
    ("link: http://nop-phat.test:8081/#/login", "url http://nop-phat.test:8081/#/login"),
    ("hxxp[:]//nop-phat[.]test/a[.]php", "url http://nop-phat.test/a.php"),
    ("nop-phat(chấm)test gạch chéo bb", "domain nop-phat.test"),
    ("vào n o p p h a t . test", ""),
    ("https://nop-phat.test/?u=https://dichvucong.gov.vn", "url https://nop-phat.test/?u=https://dichvucong.gov.vn"),
    ("nop-phat.test/tra-cuu; nop-phat.test/bien-ban", "url nop-phat.test/tra-cuu|url nop-phat.test/bien-ban"),
    ("NOP-PHAT.TEST/BB/ABC đó", "url nop-phat.test/BB/ABC"),
    ("ib ngay @Hotro247_test để nhận kèo", "telegram @hotro247_test"),
    ("Cảm ơn bác @tuan_dienluc đã sửa giúp", ""),
    ("@thuy_linh @bao_ngoc vào coi nè hai má", ""),
    ("Theo bạn @minh_it phân tích thì do DNS", ""),
    ("tele @abc_test/zalo 0900000289", "telegram @abc_test|zalo 0900000289"),
    ("Group: t.me/joinchat/AAAA_test", "telegram t.me/joinchat/AAAA_test"),
    ("nhom t.me / keo_test", "telegram t.me/keo_test"),
    ("Telegram: @keo_test | Zalo: 0900 000 290 | Web: keo-test.example", "telegram @keo_test|zalo 0900000290|domain keo-test.example"),
    ("sđt em o.9.o.o.o.o.o.2.9.1", "phone 0900000291"),
    ("call 09000 00292 gap", "phone 0900000292"),
    ("lh 090-0000-293", "phone 0900000293"),
    ("gọi không chín không không 000 294", ""),
    ("điện thoại: 84-900-000-295", "phone 0900000295"),
    ("gọi (84)900000296", "phone 0900000296"),
    ("phone +84.900.000.297", "phone 0900000297"),
    ("0900OOO298 ib", "phone 0900000298"),
    ("gọi 09oo ooo 2g9", ""),
    ("Tin nhắn từ đầu số 5656 có thật không", "phone 5656"),
    ("gọi 18001096 hoặc 1022 nhánh 3", "phone 18001096|phone 1022"),
    ("Gọi 112 hay 114 khi lũ về", "phone 112|phone 114"),
    ("hẻm 113 đường số 5, nhà 156/2", ""),
    ("tổng cộng 156, trong đó 113 hồ sơ đúng hạn", ""),
    ("lớp 115 cháu, phòng số 111", ""),
    ("sửa điện gọi 19001006, sửa nước gọi 0900 000 299", "phone 19001006|phone 0900000299"),
    ("Email: ubnd@benlua.tinh.gov.vn – ĐT: 0900 000 300", "email ubnd@benlua.tinh.gov.vn|phone 0900000300"),
    ("gmail của mình là abc.test@example.com nha", "email abc.test@example.com"),
    ("nhập mã TET26 trên trang nhanlixi.example là có", "domain nhanlixi.example"),
    ("file danh_sach_ho_ngheo.xlsx gửi qua mail rồi", ""),
    ("xem phụ lục 02.docx và bang-gia.pdf", ""),
    ("tui kể bạn nghe.Ở xóm tui có.com nguội ăn hoài", ""),
    ("ok.vn đó nha", ""),
    ("U23.VN thắng rồi", ""),
    ("giá 2.5tr/th.Đặt cọc 1th", ""),
    ("Ngày 1.1.2027 áp dụng, 1.1.Điều khoản", ""),
    ("Ghé shop.Mẹ Bống mua", ""),
    ("Nick Zalo “Thuế cơ sở 3” số 0900 000 301 nhắn tui", "zalo 0900000301"),
    ("Zalo tên Hà Thuế, 0900 000 302", "zalo 0900000302"),
    ("Nó kêu tui qua zalo nói chuyện. Tui gọi 113 liền", "phone 113"),
    ("ck vào TK em 0900 000 303 hoặc quét mã", "bank_account 0900000303"),
    ("gửi tiền qua bưu điện, ai hỏi gọi 0900 000 304", "phone 0900000304"),
    ("thẻ BHYT mã GD4010900000305 bị khóa", ""),
    ("CCCD: 079 090 000 306, sđt 0900 000 306", "phone 0900000306"),
    ("0900000307 - Hương", "phone 0900000307"),
    ("Xem tại https://www.nhanqua.example/.", "url https://www.nhanqua.example/"),
    ("[nhanqua.example](https://nhanqua.example/a)", "domain nhanqua.example|url https://nhanqua.example/a"),
    ("nhanqua.example/ưu-đãi nhanh", "url nhanqua.example/ưu-đãi"),
    ("vneid.gov.vn-capnhat.example là giả", "domain vneid.gov.vn-capnhat.example"),
    ("dichvucong.gov.vn/p/home/dvc-trang-chu.html", "url dichvucong.gov.vn/p/home/dvc-trang-chu.html"),
    ("youtu.be/abcTEST000 xem đi", "url youtu.be/abcTEST000"),
    ("m.me/quan.test", "url m.me/quan.test"),
    ("fb: facebook.com/groups/000test", "url facebook.com/groups/000test"),
    ("s.ố th.ẻ ATM qua z.a.l.o o9oo ooo 617", "zalo 0900000617"),
    ("Xe vuot toc do tai Km34 duong tinh", ""),
    ("chuyen sang ung dung moi tu HK2", ""),
    ("nop 540,000d vao 0900 000 908 chi Lan", "bank_account 0900000908"),
    ("gửi 300k vô 0900 000 908 là xong", "bank_account 0900000908"),
    ("soan CC [ho ten] [so the NH] gui 0900 000 731", "phone 0900000731"),
    ("o9oo 000 512 phát quà, chủ nhà kết bạn zalo số này", "zalo 0900000512"),
    ("phản ánh về tổng đài một năm sáu thì không mất tiền", "phone 156"),
    ("gọi một một ba nghe bà con", "phone 113"),
    ("chờ một năm sáu tháng, mỗi nhà một một phiếu", ""),
    ("report 156 thì được một cái auto cảm ơn", "phone 156"),
    ("Cuộc gọi khẩn cấp 112, 113, 115 vẫn gọi được", "phone 112|phone 113|phone 115"),
    ("G0i 19OO 19O9 nghe cô t.ổng đ.ài", "phone 19001909"),
    ("liên hệ chuyên viên thuhoi_118_test trước 16h", "telegram thuhoi_118_test"),
    ("mở @xacminh_test, bấm start", "telegram @xacminh_test"),
    ("CSKH @tet888_test", "telegram @tet888_test"),
    ("tài khoản TikTok @quan_che_test đăng hoài", ""),
    ("Nghe kể @thay_boi_test đoán trúng lắm", ""),
    ("không top-up, làm xong trả account nha. Hỏi 0900 000 532", "phone 0900000532"),
    ("nộp số O9OO OOO 781 trước 20h", "bank_account 0900000781"),
    ("gửi ảnh hai mặt căn cước vào số 0900 000 564", "zalo 0900000564"),
    ("chụp thẻ bảo hiểm gửi qua 0900 000 554", "zalo 0900000554"),
    ("soạn DK gửi 0900 000 555", "phone 0900000555"),
    ("đặt cọc 150k ck trước gửi file liền 0900 000 537", "phone 0900000537"),
    ("app LopMinh 30k/tháng có bắt buộc không", "app LopMinh"),
    ("Tải bản dành riêng cho quán tên QR Quan Pro", "app QR Quan Pro"),
    ("đừng c4i “eTax Pro”", "app eTax Pro"),
    ("nâng cấp SIM 5G, nâng cấp eSIM tại nhà", ""),
    ("con ghé nhà cài VNeID cho mệ, chiều con đem trả", ""),
    ("t4i ch0 g0m s4t v.ụn, c4n mu4 d4y đ0ng", ""),
    ("Phí 15O.OOO, không niêm yết 1.OOO.OOO, 3O.OOO/4 tấm", ""),
    ("check trên gdt . gov . vn", "domain gdt.gov.vn"),
    ("tra trên csgt,vn cũng được", "domain csgt.vn"),
    ("z.a.l.o 0900.000.619", "zalo 0900000619"),
    ("c.ăn c.ước g.ửi qua Zalo o900000611", "zalo 0900000611"),
    ("chuyển vào tk +84 900 000 741", "bank_account 0900000741"),
    ("c.ccd nh.ận sau 48h, nh.ắn 0900.000.655", "phone 0900000655"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row"), POSTS, ids=[text for text, _ in POSTS])
def test_is_found(text: str, row: str) -> None:
    assert found(text) == wanted(row)


@pytest.mark.parametrize("text", NOTHING)
def test_only_looks_like_one(text: str) -> None:
    assert found(text) == []


OFFICIAL = [
    ("vào dichvucong.gov.vn nộp", True),
    ("vào https://dichvucong.gov.vn/p/home nộp", True),
    ("vào dichvucong . gov . vn nộp", True),
    ("vào phuongbenla.tinh.gov.vn xem", True),
    ("gọi 1900 9068 hỏi bảo hiểm", True),
    ("gọi 1800.1096 hỏi", True),
    ("báo 156 nhé", True),
    ("nhắn 5656 nhé", True),
    ("gửi motcua@benla.tinh.gov.vn", True),
    ("vào dichvucong.gov.vn.nhanqua.example", False),
    ("vào dichvucong-gov-vn.example", False),
    ("vào dichvucong.gov.example", False),
    ("vào gov.vn.example", False),
    ("vào dіchvucong.gov.vn", False),
    ("gọi 1900 0000", False),
    ("gọi 0900 000 156", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "official"), OFFICIAL, ids=[text for text, _ in OFFICIAL])
def test_official_or_not(text: str, official: bool) -> None:
    (one,) = find_indicators(normalise(text))
    assert one.official is official


HOSTS = st.sampled_from(
    ["capnhat-cccd.example", "vneid2027.test", "nhanqua.example", "nop-phat.tinh.example", "gdt.gov.vn"]
)
DOTS = st.sampled_from(
    [".", " . ", " .", ". ", "[.]", "(.)", " (.) ", "[dot]", "(chấm)", " chấm ", "．", "。", ".\u200b"]
)
NUMBERS = st.sampled_from(["0900000123", "0900000456", "0900000781"])
SPELLINGS = st.sampled_from(
    [
        lambda digits: digits,
        lambda digits: " ".join(digits),
        lambda digits: ".".join(digits),
        lambda digits: f"{digits[:4]} {digits[4:7]} {digits[7:]}",
        lambda digits: f"{digits[:4]}-{digits[4:7]}-{digits[7:]}",
        lambda digits: f"{digits[:4]}/{digits[4:7]}/{digits[7:]}",
        lambda digits: f"+84{digits[1:]}",
        lambda digits: f"(+84) {digits[1:4]} {digits[4:7]} {digits[7:]}",
        lambda digits: f"0084 {digits[1:]}",
        lambda digits: digits[:5].replace("0", "O") + digits[5:],
        lambda digits: digits.replace("1", "l"),
        lambda digits: "".join(chr(ord(digit) + 0xFEE0) for digit in digits),
    ]
)
AROUND = st.sampled_from(
    [
        ("Bà con vào {} trước 17h nhé", "domain"),
        ("đừng bấm {}, giả đó", "domain"),
        ("Cần hỗ trợ gọi {} trong giờ hành chính", "phone"),
        ("kết bạn Zalo {} để em gửi mẫu", "zalo"),
        ("nạp vào stk {} là xong", "bank_account"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(HOSTS, DOTS, NUMBERS, SPELLINGS, AROUND)
def test_a_disguise_changes_nothing(
    host: str, dot: str, number: str, spelling: Callable[[str], str], around: tuple[str, str]
) -> None:
    sentence, kind = around
    plain = host if kind == "domain" else number
    written = host.replace(".", dot) if kind == "domain" else spelling(number)
    assert found(sentence.format(written)) == [(kind, plain)]
