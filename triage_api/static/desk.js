// The desk works without this file. With it, what was typed survives a lost connection or a closed page,
// quotes can be copied, and a second tap on a button does nothing.
"use strict";
(() => {
  const PREFIX = "sangtin-draft:";
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: only the copy is lost */ } },
    drop(test) { try { Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && test(key)).forEach((key) => localStorage.removeItem(key)); } catch { /* nothing to drop */ } },
  };
  const fields = (form) => [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].filter((field) => field.name);
  const forms = [...document.querySelectorAll("form[data-draft]")];
  for (const form of forms) {
    const key = PREFIX + form.dataset.draft;
    const kept = store.read(key);
    // What was sent came back in the page itself; only what never arrived is put back.
    if (kept && !kept.sent) fields(form).forEach((field, index) => { if (kept.values[index]) field.value = kept.values[index]; });
    if (kept && kept.sent) store.drop((one) => one === key);
    const save = (sent) => store.write(key, { page: location.pathname, sent, values: fields(form).map((field) => field.value) });
    form.addEventListener("input", () => save(false));
    form.addEventListener("submit", () => save(navigator.onLine));
  }
  // A draft of this page whose form is gone was taken in: the copy on this machine goes too.
  const refused = document.body.dataset.refused !== undefined;
  if (refused) Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => { const kept = store.read(key); if (kept && kept.sent) store.write(key, { ...kept, sent: false }); });
  const here = new Set(forms.map((form) => PREFIX + form.dataset.draft));
  if (!refused) store.drop((key) => { const kept = store.read(key); return !here.has(key) && (!kept || (kept.sent && location.pathname.startsWith(kept.page))); });
  for (const form of document.querySelectorAll("form[data-clears-drafts]")) form.addEventListener("submit", () => store.drop(() => true));
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(source.innerText); } catch { return; }
      const words = button.lastChild, before = words.textContent;
      words.textContent = button.dataset.done;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => { words.textContent = before; }, 4000);
    });
  }
  // A second tap while the first is on its way would only be refused: it is not sent.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
    setTimeout(() => { button.setAttribute("aria-disabled", "true"); }, 0);
    setTimeout(() => { button.removeAttribute("aria-disabled"); }, 8000);
  });
  addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled"); });
})();
