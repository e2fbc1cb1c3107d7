// The desk works without this file; with it, what was typed survives a lost connection or a closed page.
"use strict";
(() => {
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: nothing is lost but the copy */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } },
  };
  const fields = (form) => [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].filter((field) => field.name && field.type !== "hidden");
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = `sangtin-draft:${form.dataset.draft}`;
    const kept = store.read(key);
    if (kept) fields(form).forEach((field, index) => { if (kept[index] && field.value === field.defaultValue) field.value = kept[index]; });
    form.addEventListener("input", () => store.write(key, fields(form).map((field) => field.value)));
    form.addEventListener("submit", () => { if (navigator.onLine) store.drop(key); });
  }
  // A second tap while the first is on its way would only be refused: the button says so instead.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button) return;
    setTimeout(() => { button.setAttribute("aria-disabled", "true"); }, 0);
    setTimeout(() => { button.removeAttribute("aria-disabled"); }, 8000);
  });
})();
