// Keys for those who work at a desk: each can be changed, all can be turned off; never while somebody types. Physical keys are read
// (event.code), since Telex and VNI input methods rewrite letters. What a key does and is called stands in the page's own list.
"use strict";
(() => {
  const dialog = document.getElementById("phim-tat");
  if (!dialog) return;
  const KEY = "sangtin-keys";
  const kept = (() => { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; } })();
  const keep = () => { try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* for this page only */ } };
  const rows = [...dialog.querySelectorAll("[data-action]")];
  const changed = (name) => (kept.codes || {})[name];
  const code = (row) => changed(row.dataset.action) || row.dataset.code;
  const shown = (text) => text.replace(/^(Key|Digit|Numpad)/, "");
  const first = (...selectors) => selectors.map((one) => document.querySelector(one)).find((one) => one && one.checkVisibility());
  const unfold = (element) => { for (let up = element && element.closest("details"); up; up = up.parentElement.closest("details")) up.open = true; };
  const go = (element) => { if (!element) return; unfold(element); element.focus(); element.scrollIntoView({ block: "nearest" }); };
  const press = (element) => { if (!element) return; unfold(element); element.click(); };
  const step = (by) => {
    const links = [...document.querySelectorAll(".ledger .job h3 a")];
    const at = links.indexOf(document.activeElement);
    go(links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))]);
  };
  const does = {
    next: () => step(1),
    previous: () => step(-1),
    take: () => press(first(".take button", "form[action$='/nhan'] button.primary")),
    opinion: () => { const button = first("#y-kien form[action$='/y-kien'] button"); if (button && confirm(dialog.dataset.opinion)) press(button); },
    copy: () => press(document.querySelector("button[data-copy]:not([hidden])")),
    note: () => go(document.getElementById("ghi-chu")),
    save: () => press(first("button[name=viec][value=luu]", "button[data-save]")),
    skip: () => go(document.getElementById("bq")),
    escalate: () => go(document.getElementById("f-cap-tren")),
    help: () => (dialog.open ? dialog.close() : dialog.showModal()),
  };
  const choose = (number) => {
    const choice = document.querySelectorAll("input[type=radio][name=cau_so], input[type=radio][name=ket_luan]")[number - 1];
    if (choice) { choice.checked = true; choice.dispatchEvent(new Event("input", { bubbles: true })); go(choice); }
  };
  const typing = (target) => target.closest && target.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
  let asking = null;
  const ask = (row) => { asking = row; dialog.querySelector("[role=status]").textContent = dialog.dataset.press; };
  const draw = () => {
    for (const row of rows) row.querySelector("kbd").textContent = row.dataset.action === "help" && !changed("help") ? "?" : shown(code(row));
    dialog.querySelector("input[name=dung]").checked = !kept.off;
  };
  const take = (event) => {
    const row = asking;
    asking = null;
    event.preventDefault();
    const status = dialog.querySelector("[role=status]");
    if (event.code === "Escape") { status.textContent = ""; return; }
    const taken = rows.find((one) => one !== row && code(one) === event.code);
    const usable = /^(Key[A-Z]|F\d+)$/.test(event.code);
    if (taken || !usable) { status.textContent = taken ? dialog.dataset.taken : dialog.dataset.unusable; return; }
    kept.codes = { ...kept.codes, [row.dataset.action]: event.code };
    keep();
    draw();
    status.textContent = dialog.dataset.kept;
  };
  document.addEventListener("keydown", (event) => {
    if (asking) { take(event); return; }
    if (event.isComposing || kept.off) return;
    if (event.ctrlKey && event.code === "Enter" && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const row = rows.find((one) => code(one) === event.code && (one.dataset.action !== "help" || changed("help") || event.shiftKey));
    if (dialog.open && !(row && row.dataset.action === "help")) return;
    const digit = /^(?:Digit|Numpad)([1-7])$/.exec(event.code);
    if (digit && !event.shiftKey) { choose(Number(digit[1])); return; }
    if (row && (row.dataset.action === "help" || !event.shiftKey)) { event.preventDefault(); does[row.dataset.action](); }
  });
  dialog.addEventListener("change", (event) => { if (event.target.name === "dung") { kept.off = !event.target.checked; keep(); } });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest("[data-action]");
    if (row) ask(row);
    else if (button.name === "dau") { delete kept.codes; delete kept.off; keep(); draw(); } else dialog.close();
  });
  dialog.addEventListener("close", () => { asking = null; dialog.querySelector("[role=status]").textContent = ""; });
  for (const button of document.querySelectorAll("[data-opens=phim-tat]")) { button.hidden = false; button.addEventListener("click", () => dialog.showModal()); }
  draw();
})();
