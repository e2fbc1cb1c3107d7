"""How a page is looked at: axe, words large enough, nothing sideways, targets for a thumb. By day and by night, on a phone and at a desk."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from triage_api.assets import STATIC

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 320, "height": 800}
SEEN_AT_NIGHT = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""What other colours and a wider screen can make wrong. The other rules read names, roles and order, which are those of the day."""
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
SMALL = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3
  && n.textContent.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40))"""
WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
TAPS = """() => [...document.querySelectorAll('button, select, textarea, summary, input, .btn, .link, .tabs a, .chips a, .queues a, label.choice')]
  .filter(e => e.checkVisibility() && !e.closest('.vh') && !e.classList.contains('vh') && !['hidden', 'radio', 'checkbox'].includes(e.type)
    && e.getBoundingClientRect().height < 43.5)
  .map(e => e.tagName + ' ' + (e.textContent.trim() || e.name).slice(0, 40) + ' ' + e.getBoundingClientRect().height)"""
"""Controls lower than 44 px. A box to tick is as large as its label; a word in a sentence is no control."""
UNDRESSED = """(sheets) => { const loaded = new Set([...document.styleSheets].map(one => one.href && new URL(one.href).pathname.split('/').pop()));
  if (!loaded.has('ui.css')) return [];  // a sheet to be printed, with a style of its own
  const missed = []; const walk = (rules, name) => { for (const rule of rules) { if (rule.cssRules && !rule.selectorText) { walk(rule.cssRules, name); continue; }
    for (const one of (rule.selectorText || '').split(/,(?![^(]*\\))/)) { let plain = one, was; do { was = plain; plain = was.replace(/::?[a-z-]+\\([^()]*\\)/g, ''); } while (plain !== was);
      plain = plain.replace(/::?[a-z-]+/g, '').replace(/[>+~]\\s*$/, '').trim();
      if (plain.includes('.') && document.querySelector(plain)) missed.push(`${name}: ${one}`); } } };
  for (const [name, text] of Object.entries(sheets)) if (!loaded.has(name)) { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); walk(sheet.cssRules, name); }
  return missed; }"""
"""Rules of stylesheets the page does not load, for classes it has: it would stand there without them."""
SHEETS = {
    path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css") if path.name != "notice.css"
}
"""The stylesheets but for the notice to be put up, which has a page of its own."""

WRONG = """async ([within, options]) => (await axe.run(within || document, options)).violations.map(
  one => [one.id, one.nodes.slice(0, 3).map(node => node.target)])"""


def violations(
    page: Page, within: str | None = None, *, rules: list[str] | None = None
) -> list[tuple[str, list[list[str]]]]:
    """What axe says by all rules or by ``rules``: rule and the first places. It is brought to a page once, and tells only what is
    wrong.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    asked = {"type": "tag", "values": TAGS} if rules is None else {"type": "rule", "values": rules}
    found = page.evaluate(WRONG, [within, {"resultTypes": ["violations"], "runOnly": asked}])
    return [(rule, places) for rule, places in found]


def will_be_looked_at(page: Page) -> Page:
    """Every page it opens from now on has axe from its beginning: handing it over each time costs as much as reading it."""
    page.add_init_script(AXE_SCRIPT)
    return page


def faults(page: Page) -> list[object]:
    """Everything wrong with the page as it stands: on a phone by day, then at a desk by night. Leaves it as a phone by day."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found = [*faults_by_day(page), *faults_by_night(page, rules=SEEN_AT_NIGHT)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return found


def faults_by_day(page: Page) -> list[object]:
    """Everything wrong with the page at the width it has."""
    found: list[object] = [*violations(page)]
    small, low, wide = page.evaluate(f"() => [({SMALL})(), ({TAPS})(), ({WIDE})()]")
    found += [f"smaller than 16 px: {one}" for one in small]
    found += [f"lower than 44 px: {one}" for one in low]
    found += [f"without its style: {one}" for one in page.evaluate(UNDRESSED, SHEETS)]
    return found + ["scrolls sideways"] * (wide > 0)


def faults_by_night(page: Page, *, rules: list[str] | None = None) -> list[object]:
    """What axe says of the page at a desk by night, where it is left. ``rules``: only these, of a page that by day had no fault."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return [("at night", *one) for one in violations(page, rules=rules)]
