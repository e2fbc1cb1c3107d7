// What was typed survives a lost connection or a closed page, and is sent once. Forms marked data-draft; the words come with the
// page (the template `drafts`), where they go through the catalogue.
"use strict";
(() => {
  const PREFIX = "sangtin-draft:", PROBE_MS = 5000;
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(test) { try { Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && test(key)).forEach((key) => localStorage.removeItem(key)); } catch { /* nothing to drop */ } },
  };
  const TYPED = "textarea, select, input[type=text], input[type=radio], input[type=checkbox], input:not([type])";
  const fields = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);
  const choice = (field) => field.type === "radio" || field.type === "checkbox";
  // By id where a field has one: a form may have grown since its draft was kept.
  const named = (form) => fields(form).map((field, index) => [field.id || `${field.name}#${choice(field) ? field.value : index}`, field]);
  const values = (form) => Object.fromEntries(named(form).map(([name, field]) => [name, choice(field) ? field.checked : field.value]));
  const fill = (form, kept) => named(form).forEach(([name, field]) => {
    if (!(name in kept)) return;
    if (choice(field)) field.checked = kept[name];
    else if (kept[name]) field.value = kept[name];
  });
  const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

  // A page that answers a form was redirected to; one without a redirect after "sent" never got through.
  const arrived = (performance.getEntriesByType("navigation")[0] || {}).redirectCount > 0;
  const refused = document.body.dataset.refused !== undefined;
  const template = document.getElementById("drafts");
  const words = template ? template.content : null;

  class Draft {
    constructor(form, index) {
      this.form = form;
      this.key = PREFIX + form.dataset.draft;
      this.waits = false;
      this.line = document.createElement("p");
      this.line.className = "notice warn one";
      this.line.setAttribute("role", "status");
      this.line.hidden = true;
      form.prepend(this.line);
      const kept = store.read(this.key);
      if (form.dataset.taken !== undefined) store.drop((key) => key === this.key);
      else if (kept && (!kept.sent || (!arrived && !refused))) {
        fill(form, kept.values);
        this.know(kept.revision);
        if (kept.sent) this.say("unsent");
      } else if (kept && !refused) store.drop((key) => key === this.key);
      else if (kept) this.save(false); // as it came back: blanks that were filled are words of their sentence by now
      form.addEventListener("input", () => { this.typed = true; this.save(false); this.onServer(); });
      form.addEventListener("kept", () => this.save(false));
      form.addEventListener("submit", (event) => this.submit(event));
      addEventListener("offline", () => { if (index === 0 || this.typed) this.say("offline"); });
      addEventListener("online", () => { if (this.waits) this.retry(); else this.hush(); });
      if (!navigator.onLine && index === 0) this.say("offline");
    }
    save(sent) { return store.write(this.key, { page: location.pathname, sent, values: values(this.form), revision: (this.form.elements.ban || {}).value }); }
    onServer() {
      if (this.form.dataset.keeper && !this.keeper) this.keeper = import(this.form.dataset.keeper).then((there) => there.keep(this.form), () => { this.keeper = null; });
    }
    // The server's draft is this machine's own: nothing is offered, and what is typed on goes over it.
    know(revision) {
      if (!revision || revision !== this.form.dataset.revision) return;
      this.form.elements.ban.value = revision;
      for (const offer of document.querySelectorAll("[data-offer]")) offer.hidden = true;
    }
    // The probe keeps a form from ending in the browser's own page of errors, where nothing can be sent again.
    async submit(event) {
      if (this.goes) { this.goes = false; this.save(true); return; }
      event.preventDefault();
      if (this.asks) return;
      const button = event.submitter;
      this.save(false);
      this.asks = true;
      const there = await reachable();
      this.asks = false;
      if (there) { this.goes = true; this.form.requestSubmit(button); return; }
      this.waits = { button };
      this.say("waiting");
    }
    async retry() {
      if (!this.waits || !(await reachable())) return;
      const { button } = this.waits;
      this.waits = false;
      this.goes = true;
      this.form.requestSubmit(button);
    }
    say(name) {
      const text = words && words.querySelector(`[data-when=${name}]`);
      if (!text || !this.line) return;
      this.line.textContent = text.textContent.replace("{clock}", clock());
      this.line.hidden = false;
    }
    hush() { if (this.line) { this.line.hidden = true; this.line.textContent = ""; } }
  }
  const reachable = async () => {
    if (!navigator.onLine) return false;
    try { await fetch("/api/v1/healthz", { cache: "no-store", signal: AbortSignal.timeout(PROBE_MS) }); return true; } catch { return false; }
  };

  const drafts = [...document.querySelectorAll("form[data-draft]")].map((form, index) => new Draft(form, index));
  // A connection that came back without the browser noticing.
  setInterval(() => drafts.forEach((draft) => draft.retry()), 15000);
  // What was refused was sent and came back in the page itself; it is a draft again.
  if (refused) Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => { const kept = store.read(key); if (kept && kept.sent) store.write(key, { ...kept, sent: false }); });
  // A draft of this page whose form is gone was taken in: the copy on this machine goes too.
  const here = new Set(drafts.map((draft) => draft.key));
  if (!refused) store.drop((key) => { const kept = store.read(key); return !here.has(key) && (!kept || (kept.sent && location.pathname.startsWith(kept.page))); });
  for (const form of document.querySelectorAll("form[data-clears-drafts]")) form.addEventListener("submit", () => store.drop(() => true));
})();
