"""Take the pictures of ``docs/images``: ``python scripts/screenshots.py [DIRECTORY]``.

Runs the demonstration in a temporary home on the embedded database (crawled over HTTP, assessed, routed), opens
the pages that show what it promises, and reviews one claim with two people and an approver. Needs a Chromium.
Those of each role's day are taken by its test: ``SANGTIN_SCREENSHOTS=docs/images pytest tests/browser/test_days.py``.
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

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (360, 1280)
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
    from tests.browser.running import browser, collected_site, picture, signed_in, web

    ensure_migrated()
    try:
        with collected_site(), web() as url, browser(chromium) as opened:
            found = _items()
            for width in WIDTHS:
                page = signed_in(opened, url, "ctv07", width=width)
                picture(page, "hang-viec", directory)
                for name, item_id in found.items():
                    page.goto(f"{url}/viec/{item_id}")
                    picture(page, name, directory)
                page.goto(f"{url}/kiem-tra")
                page.get_by_label("Dán tin nhắn").fill(
                    "Công an xã báo: cập nhật định danh tại vneid-dongmay.example"
                )
                page.get_by_role("button", name="Kiểm tra").click()
                picture(page, "kiem-tra", directory)
            _review(lambda name: signed_in(opened, url, name), url, found["sai-muc-phi"], directory)
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


def _review(person: Callable[[str], object], url: str, item_id: int, directory: Path) -> None:
    """Two people conclude, one drafts, another approves."""
    from playwright.sync_api import Page

    from tests.browser.running import picture

    address = f"{url}/viec/{item_id}"
    for name in ("ctv07", "ctv08"):
        page = person(name)
        assert isinstance(page, Page)  # noqa: S101  (what signed_in gives)
        page.goto(address)
        if name == "ctv07":
            page.get_by_role("button", name="Nhận việc này").first.click()
            picture(page, "vu-viec-dang-giu", directory)
        page.locator("input[name=cau_so]").first.check()
        page.get_by_role("button", name="Dùng câu này").click()
        page.locator("label.choice", has_text=re.compile(r"^\s*Sai")).click()
        page.locator("input[name=can_cu]").first.check()
        page.get_by_label("Vì sao bạn kết luận như vậy").fill(
            "Nghị quyết nêu không thu phí khi nộp trực tuyến."
        )
        page.get_by_role("button", name="Ghi kết luận").click()
    page.goto(f"{address}/tra-loi")
    page.get_by_label("Câu 1", exact=True).fill(
        "Đăng ký tài khoản, nộp hồ sơ trên Cổng dịch vụ công không mất phí."
    )
    page.get_by_label("Căn cứ của câu 1", exact=True).select_option(index=1)
    page.get_by_label("Câu 2", exact=True).fill("Cần giúp, mời bà con đến Tổ công nghệ số cộng đồng.")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    approver = person("duyet02")
    assert isinstance(approver, Page)  # noqa: S101
    approver.goto(f"{address}/tra-loi")
    picture(approver, "duyet-tra-loi", directory)


def _report(page: object, url: str, directory: Path) -> None:
    from playwright.sync_api import Page

    from reports.period import this_week
    from tests.browser.running import nudge, picture, work

    assert isinstance(page, Page)  # noqa: S101
    page.goto(f"{url}/bao-cao")
    page.get_by_label("Kỳ báo cáo").select_option(this_week().code)
    page.get_by_role("button", name="Lập báo cáo").click()
    nudge("report")
    work()
    page.goto(f"{url}/bao-cao/{this_week().code}")
    picture(page, "bao-cao-tuan", directory)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
