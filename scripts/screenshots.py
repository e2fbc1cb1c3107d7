"""Take the pictures of ``docs/images``: ``python scripts/screenshots.py [DIRECTORY]``.

Runs the demonstration in a temporary home on the embedded database (crawled over HTTP, assessed, routed), opens
the pages that show what it promises, and reviews one claim with two people and an approver. Needs a Chromium.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (360, 1280)
PATIENCE_MS = 120_000
"""The first check reads the models; a machine that does much else takes its time."""
CASES = (
    "lua-dao-ten-mien-gia",
    "phan-dau-ke-thanh-bat-buoc",
    "sai-muc-phi",
    "quy-dinh-da-het-hieu-luc",
    "luong-tin-con-so-khac",
    "cau-hoi-chua-co-tra-loi",
)
"""Pictures of one item each; ``_cases`` says which item shows what."""


def main(arguments: list[str]) -> int:
    """Write the pictures and say how large they are."""
    directory = Path(arguments[0]) if arguments else ROOT / "docs/images"
    directory.mkdir(parents=True, exist_ok=True)
    chromium = subprocess.run([ROOT / "scripts/chromium.sh"], capture_output=True, text=True, check=False)
    if not chromium.stdout.strip():
        sys.stderr.write("no Chromium was found: see CONTRIBUTING.md\n")
        return 1
    sys.path[:0] = [str(ROOT), str(ROOT / "tests/loopback")]
    home = tempfile.mkdtemp(prefix="sangtin-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)  # last of all, after the server has let go
    os.environ["SANGTIN_HOME"] = home
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    _take(chromium.stdout.strip(), directory)
    for picture in sorted(directory.glob("*.png")):
        sys.stdout.write(f"{picture.stat().st_size // 1024:5} KB  {picture.name}\n")
    return 0


def _take(chromium: str, directory: Path) -> None:
    from models.cluster import cluster
    from models.migrate import ensure_migrated
    from models.session import dispose
    from tests.browser.running import browser, collected_site, signed_in, web

    ensure_migrated()
    try:
        with collected_site(), web() as url, browser(chromium) as opened:
            found = _items()
            for width in WIDTHS:
                page = signed_in(opened, url, "ctv07", width=width)
                page.set_default_timeout(PATIENCE_MS)
                _picture(page, directory, "hang-viec")
                for name, item_id in found.items():
                    page.goto(f"{url}/viec/{item_id}")
                    _picture(page, directory, name)
                page.goto(f"{url}/kiem-tra")
                page.get_by_label("Dán tin nhắn").fill(
                    "Công an xã báo: cập nhật định danh tại vneid-dongmay.example"
                )
                page.get_by_role("button", name="Kiểm tra").click()
                _picture(page, directory, "kiem-tra")
            _review(
                lambda name, width: signed_in(opened, url, name, width=width),
                url,
                found["sai-muc-phi"],
                directory,
            )
            _administration(signed_in(opened, url, "quantri01"), url, directory)
            _report(signed_in(opened, url, "lanhdao01"), url, directory)
    finally:
        dispose()
        cluster().stop(force=True)


def _items() -> dict[str, int]:
    """The first item of each case."""
    from models.session import transaction
    from models.tables.item import Item

    with transaction() as session:
        found: dict[str, int] = {}
        for item in session.query(Item).order_by(Item.id):
            for name in _cases(item.queue, item.distortion, item.gap, item.headline.lower()):
                found.setdefault(name, item.id)
    missing = [name for name in CASES if name not in found]
    if missing:
        raise SystemExit(f"the demonstration shows no item for: {', '.join(missing)}")
    return found


def _cases(queue: str, distortion: str | None, gap: bool, headline: str) -> list[str]:
    """Which cases an item shows."""
    shown = {
        "lua-dao-ten-mien-gia": queue == "scam" and headline.startswith("công an xã"),
        "phan-dau-ke-thanh-bat-buoc": distortion == "modality",
        "sai-muc-phi": distortion == "contradicted" and "50k" in headline,
        "quy-dinh-da-het-hieu-luc": distortion == "outdated",
        "luong-tin-con-so-khac": "80k" in headline,
        "cau-hoi-chua-co-tra-loi": queue == "questions" and gap,
    }
    return [name for name, holds in shown.items() if holds]


def _review(person: Callable[[str, int], Any], url: str, item_id: int, directory: Path) -> None:
    """Two people conclude, the second on a phone and blind; one drafts, another approves; citizens read it."""
    address = f"{url}/viec/{item_id}"
    for name, width in (("ctv07", 1280), ("ctv08", 360)):
        page = person(name, width)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        if name == "ctv07":
            page.get_by_role("button", name="Nhận việc này").first.click()
            _picture(page, directory, "vu-viec-dang-giu")
        else:
            _picture(page, directory, "xem-lan-hai")
        page.locator("input[name=cau_so]").first.check()
        page.get_by_role("button", name="Dùng câu này").click()
        page.locator("label.choice", has_text=re.compile(r"^\s*Sai")).click()
        page.locator("input[name=can_cu]").first.check()
        page.get_by_label("Vì sao bạn kết luận như vậy").fill(
            "Nghị quyết nêu không thu phí khi nộp trực tuyến."
        )
        if name == "ctv07":
            page.locator(".desk").evaluate("panel => panel.scrollTo(0, 0)")
            _picture(page, directory, "vu-viec")
        page.get_by_role("button", name="Ghi kết luận").click()
        page.get_by_role("button", name="Ghi kết luận").wait_for(state="detached")  # sent after a probe
    writer, approver = person("ctv07", 1280), person("duyet02", 1280)
    for page in (writer, approver):
        page.set_default_timeout(PATIENCE_MS)
    _reply(writer, approver, address, directory)
    approver.goto(f"{url}/doi-chieu")
    approver.get_by_role("link", name=re.compile("^“")).first.click()
    approver.set_viewport_size({"width": 360, "height": 740})
    _picture(approver, directory, "ket-luan-cong-khai")


def _reply(writer: Any, approver: Any, address: str, directory: Path) -> None:
    """One drafts, another approves and says where it was posted."""
    writer.goto(f"{address}/tra-loi")
    writer.get_by_label("Câu 1", exact=True).fill(
        "Đăng ký tài khoản, nộp hồ sơ trên Cổng dịch vụ công không mất phí."
    )
    writer.get_by_label("Căn cứ của câu 1", exact=True).select_option(index=1)
    writer.get_by_label("Câu 2", exact=True).fill("Cần giúp, mời bà con đến Tổ công nghệ số cộng đồng.")
    _picture(writer, directory, "soan-tra-loi")
    writer.get_by_role("button", name="Lưu và gửi duyệt").click()
    writer.get_by_role("button", name="Lưu và gửi duyệt").wait_for(state="detached")
    approver.goto(f"{address}/tra-loi")
    _picture(approver, directory, "duyet-tra-loi")
    approver.get_by_role("button", name="Duyệt câu trả lời").click()
    approver.get_by_label("Địa chỉ bài đã đăng").fill("https://dongmay.songlam.example/hoi-dap/1")
    approver.get_by_role("button", name="Ghi nơi đăng").click()
    _picture(approver, directory, "da-dang")


def _administration(page: Any, url: str, directory: Path) -> None:
    """Sources at a desk, settings on a phone."""
    page.goto(f"{url}/nguon")
    _picture(page, directory, "nguon")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{url}/cai-dat")
    _picture(page, directory, "cai-dat")


def _report(page: object, url: str, directory: Path) -> None:
    from playwright.sync_api import Page

    from reports.period import this_week
    from tests.browser.running import nudge, work

    assert isinstance(page, Page)  # noqa: S101
    page.goto(f"{url}/bao-cao")
    page.get_by_label("Kỳ báo cáo").select_option(this_week().code)
    page.get_by_role("button", name="Lập báo cáo").click()
    nudge("report")
    work()
    page.goto(f"{url}/bao-cao/{this_week().code}")
    _picture(page, directory, "bao-cao-tuan")


def _picture(page: Any, directory: Path, name: str) -> None:
    from tests.browser.pictures import picture

    picture(page, name, directory)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
