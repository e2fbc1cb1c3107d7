"""A page as somebody sees it who enlarges it to 200 %: the whole page, or its words alone (WCAG 1.4.4, 1.4.10)."""

from __future__ import annotations

from playwright.sync_api import Page

DESK = {"width": 1280, "height": 800}
HALVED = {"width": 640, "height": 400, "deviceScaleFactor": 2, "mobile": False}
"""What is left of a screen of 1280 × 800 in CSS pixels at 200 %."""
SIZES = {"standard": 16, "fixed": 13}
"""Letters as a browser comes; who wants larger ones sets another size there, and pages that count in ``rem`` follow (WCAG 1.4.4)."""
MISSED = """() => {
  const unseen = e => { for (let at = e; at; at = at.parentElement) { const s = getComputedStyle(at);
    if (s.position === 'absolute' && (s.clipPath !== 'none' || at.offsetWidth <= 1)) return true; } return false; };
  const hidden = e => !e.checkVisibility({ visibilityProperty: true }) || e.closest('.skip, svg, option, select, textarea, noscript') || unseen(e);
  const found = [], words = e => e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40);
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) found.push(`scrolls sideways by ${over}`);
  for (const e of document.querySelectorAll('body *')) {
    if (hidden(e) || !e.textContent.trim()) continue;
    const s = getComputedStyle(e), cuts = v => v === 'hidden' || v === 'clip';
    if (cuts(s.overflowX) && e.scrollWidth > e.clientWidth + 1 || cuts(s.overflowY) && e.scrollHeight > e.clientHeight + 1) found.push(`cut: ${words(e)}`);
  }
  const over_it = e => { for (let at = e; at; at = at.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return at; return null; };
  const boxes = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    if (!node.data.trim() || hidden(node.parentElement)) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const above = over_it(node.parentElement);
    for (const r of range.getClientRects()) if (r.width > 2) boxes.push([r.left, r.top + r.height / 4, r.right, r.bottom - r.height / 4, node, above]);
  }
  boxes.sort((a, b) => a[1] - b[1]);
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length && boxes[j][1] < boxes[i][3]; j++) {
    const [a, b] = [boxes[i], boxes[j]];
    if (a[4] !== b[4] && a[5] === b[5] && Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 2) found.push(`over each other: ${words(a[4])} | ${words(b[4])}`);
  }
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (hidden(e) && !['SELECT', 'TEXTAREA'].includes(e.tagName)) continue;
    const r = e.getBoundingClientRect();
    if (r.width && (r.left < -1 || r.right > window.innerWidth + 1) && !e.closest('.cq, .flow, [tabindex]')) found.push(`off the page: ${words(e) || e.name}`);
  }
  const bars = new Set([...document.querySelectorAll('body *')].filter(e => !hidden(e) && ['fixed', 'sticky'].includes(getComputedStyle(e).position)));
  const high = [...bars].filter(e => ![...bars].some(o => o !== e && o.contains(e))).filter(e => { const r = e.getBoundingClientRect(); return r.top < 1 && r.bottom > 0 || r.bottom > window.innerHeight - 1 && r.top < window.innerHeight; })
    .reduce((sum, e) => sum + e.getBoundingClientRect().height, 0);
  if (high > window.innerHeight / 2) found.push(`bars stand over ${Math.round(high)} of ${window.innerHeight} px`);
  return [...new Set(found)];
}"""
"""What is lost: words cut off or one over the other, controls off the page, bars that leave no room to read."""


def lost(page: Page) -> list[str]:
    """What is lost of the page as it stands."""
    return [str(one) for one in page.evaluate(MISSED)]


def faults_enlarged(page: Page) -> list[str]:
    """Everything lost at 200 %, of the page and of its words. Leaves it as it stands at a desk."""
    screen = page.context.new_cdp_session(page)
    screen.send("Emulation.setDeviceMetricsOverride", HALVED)
    assert page.evaluate("[innerWidth, devicePixelRatio]") == [640, 2]
    found = [f"page at 200 %: {one}" for one in lost(page)]
    screen.send("Emulation.setDeviceMetricsOverride", {**DESK, "deviceScaleFactor": 1, "mobile": False})
    screen.send("Page.setFontSizes", {"fontSizes": {name: 2 * size for name, size in SIZES.items()}})
    now = page.evaluate("[innerWidth, getComputedStyle(document.documentElement).fontSize]")
    assert now == [DESK["width"], "32px"], (page.url, now)
    found += [f"words at 200 %: {one}" for one in lost(page)]
    screen.send("Page.setFontSizes", {"fontSizes": SIZES})
    screen.detach()
    return found
