// The desk works without this file. With it, quotes can be copied, a second tap on a button does nothing, and keys work.
"use strict";
(() => {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(source.innerText); } catch { return; }
      const words = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE), before = words.textContent;
      words.textContent = button.dataset.done;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => { words.textContent = before; }, 4000);
    });
  }
  // A second tap while the first is on its way would only be refused: it is not sent.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented) return;
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
    setTimeout(() => { button.setAttribute("aria-disabled", "true"); }, 0);
    setTimeout(() => { button.removeAttribute("aria-disabled"); }, 8000);
  });
  // The keys come with the first that is pressed: a phone never asks for them. Those pressed meanwhile wait their turn.
  const body = document.body, address = body.dataset.keys;
  let keys = null;
  const load = () => {
    keys = import(address);
    keys.then(() => body.removeAttribute("data-keys"), () => { keys = null; });
  };
  if (address) {
    document.addEventListener("keydown", (event) => {
      const typed = event.target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
      if (!keys && (typed ? event.ctrlKey && event.code === "Enter" : /^(Key|Digit|Numpad|Slash|F\d)/.test(event.code))) load();
      if (keys) keys.then((there) => there.pressed(event), () => {});
    });
    if (document.getElementById("phim-tat")) load();
  }
  addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled"); });
})();
