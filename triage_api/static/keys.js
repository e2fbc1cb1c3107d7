// Keys for those who work at a desk: each can be changed, all can be turned off; never while somebody types. Physical keys are read
// (event.code), since Telex and VNI input methods rewrite letters. desk.js brings this file with the first key that is pressed. What a
// key does and is called stands in the page /phim-tat, which is asked for once in a tab and shown over any other.
const KEY = "sangtin-keys", LIST = "sangtin-key-list";
const here = document.getElementById("phim-tat");
const list = here || await asked();
const dialog = here ? null : over(list);

async function asked() {
  const known = (() => { try { return JSON.parse(sessionStorage.getItem(LIST)); } catch { return null; } })();
  const html = known && known.of === import.meta.url ? known.html : await (await fetch("/phim-tat", { redirect: "error" })).text();
  const found = new DOMParser().parseFromString(html, "text/html").getElementById("phim-tat");
  try { sessionStorage.setItem(LIST, JSON.stringify({ of: import.meta.url, html: found.outerHTML })); } catch { /* asked for again on the next page */ }
  return document.adoptNode(found);
}
function over(content) {
  const made = document.createElement("dialog"), style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = content.dataset.style;
  document.head.append(style);
  made.id = content.id;
  made.setAttribute("aria-labelledby", content.getAttribute("aria-labelledby"));
  content.removeAttribute("id");
  content.querySelector("button[name=dong]").hidden = false;
  made.append(content);
  document.body.append(made);
  return made;
}
const kept = (() => { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; } })();
const keep = () => { try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* for this page only */ } };
const rows = [...list.querySelectorAll("[data-action]")];
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
  opinion: () => { const button = first("#y-kien form[action$='/y-kien'] button"); if (button && confirm(list.dataset.opinion)) press(button); },
  copy: () => press(document.querySelector("button[data-copy]:not([hidden])")),
  note: () => go(document.getElementById("ghi-chu")),
  save: () => press(first("button[name=viec][value=luu]", "button[data-save]")),
  skip: () => go(document.getElementById("bq")),
  escalate: () => go(document.getElementById("f-cap-tren")),
  help: () => { if (!dialog) go(list.querySelector("h1")); else if (dialog.open) dialog.close(); else dialog.showModal(); },
};
const choose = (number) => {
  const choice = document.querySelectorAll("input[type=radio][name=cau_so], input[type=radio][name=ket_luan]")[number - 1];
  if (choice) { choice.checked = true; choice.dispatchEvent(new Event("input", { bubbles: true })); go(choice); }
};
const typing = (target) => target.closest && target.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
let asking = null;
const ask = (row) => { asking = row; list.querySelector("[role=status]").textContent = list.dataset.press; };
const draw = () => {
  for (const row of rows) row.querySelector("kbd").textContent = row.dataset.action === "help" && !changed("help") ? "?" : shown(code(row));
  list.querySelector("input[name=dung]").checked = !kept.off;
};
const take = (event) => {
  const row = asking;
  asking = null;
  event.preventDefault();
  const status = list.querySelector("[role=status]");
  if (event.code === "Escape") { status.textContent = ""; return; }
  const taken = rows.find((one) => one !== row && code(one) === event.code);
  const usable = /^(Key[A-Z]|F\d+)$/.test(event.code);
  if (taken || !usable) { status.textContent = taken ? list.dataset.taken : list.dataset.unusable; return; }
  kept.codes = { ...kept.codes, [row.dataset.action]: event.code };
  keep();
  draw();
  status.textContent = list.dataset.kept;
};
export function pressed(event) {
  if (asking) { take(event); return; }
  if (event.isComposing || kept.off) return;
  if (event.ctrlKey && event.code === "Enter" && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const row = rows.find((one) => code(one) === event.code && (one.dataset.action !== "help" || changed("help") || event.shiftKey));
  if (dialog && dialog.open && !(row && row.dataset.action === "help")) return;
  const digit = /^(?:Digit|Numpad)([1-7])$/.exec(event.code);
  if (digit && !event.shiftKey) { choose(Number(digit[1])); return; }
  if (row && (row.dataset.action === "help" || !event.shiftKey)) { event.preventDefault(); does[row.dataset.action](); }
}
list.addEventListener("change", (event) => { if (event.target.name === "dung") { kept.off = !event.target.checked; keep(); } });
list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const row = button.closest("[data-action]");
  if (row) ask(row);
  else if (button.name === "dau") { delete kept.codes; delete kept.off; keep(); draw(); } else if (dialog) dialog.close();
});
if (dialog) dialog.addEventListener("close", () => { asking = null; list.querySelector("[role=status]").textContent = ""; });
for (const control of list.querySelectorAll("[data-action] button, button[name=dau], label")) control.hidden = false;
draw();
