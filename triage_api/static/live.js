// Who is at an item, how long it is held, how much waits: told to a page that is looked at, and only then. Pages work without; words
// come with the page. Nothing moves under the finger: lines have their place, counts change where they stand.
"use strict";
(() => {
  const BEAT_MS = 60000, WARNINGS = [[300, "five"], [60, "one"]];
  const here = document.getElementById("truc-tiep");
  const words = here ? document.getElementById("loi-truc-tiep").content : null;
  const word = (name) => words.querySelector(`[data-when=${name}]`).textContent;
  const put = (id, text) => { const line = document.getElementById(id); if (line && line.textContent.trim() !== text) line.textContent = text; };
  let worked = false, lost = false, held = Boolean(here && here.dataset.held), timers = [], beaten = performance.now();

  const moved = (text) => {
    const line = document.getElementById("vua-doi"), link = document.createElement("a");
    // Nothing that comes after is as important as a lost lease.
    if (lost || line.dataset.said === text) return;
    line.dataset.said = text;
    link.href = location.href.split("#")[0];
    link.textContent = word("again");
    line.replaceChildren(`${text.replace(/\.$/, "")}. `, link);
  };
  // The times to warn at count from what the server said, so a clock that is wrong does no harm.
  const count = (seconds) => {
    timers.forEach(clearTimeout);
    timers = WARNINGS.filter(([before]) => seconds > before).map(([before, name]) => setTimeout(() => put("sap-het", word(name)), (seconds - before) * 1000));
    if (seconds > WARNINGS[0][0]) put("sap-het", "");
    timers.push(setTimeout(beat, (seconds + 1) * 1000));
  };
  const lease = (told) => {
    if (told.lease === "held") {
      for (const line of document.querySelectorAll("[data-lease]")) line.textContent = told.said;
      count(told.seconds);
      if (told.last) put("sap-het", word("last"));
    } else if (told.lease === "lost" && held) {
      held = false;
      timers.forEach(clearTimeout);
      put("sap-het", "");
      for (const line of document.querySelectorAll("[data-lease]")) line.closest("p").hidden = true;
      moved(told.said);
      lost = true;
    }
  };
  const send = async (what, more) => {
    const answer = await fetch(`/viec/${here.dataset.item}/${what}`, {
      method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ csrf: here.dataset.csrf, ...more }), redirect: "error",
    });
    return [answer.ok, await answer.json()];
  };
  async function beat() {
    if (document.hidden && !held) return;
    beaten = performance.now();
    const more = { ...(held && { giu: "1" }), ...(worked && { lam: "1" }) };
    worked = false;
    try {
      const [ok, told] = await send("con-xem", more);
      if (ok) { put("dang-xem", told.watching); lease(told); }
    } catch { /* no connection: the next minute tries again */ }
  }
  if (here) {
    for (const kind of ["input", "keydown", "pointermove", "touchstart", "scroll"]) addEventListener(kind, () => { worked = true; }, { passive: true, capture: true });
    setInterval(() => { if (!document.hidden) beat(); }, BEAT_MS);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && performance.now() - beaten > BEAT_MS) beat(); });
    if (held) count(Number(here.dataset.seconds));
    const longer = document.getElementById("giu-them");
    if (longer) longer.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const [ok, told] = await send("giu-them", {});
        if (ok) lease(told); else put("sap-het", told.said);
      } catch { longer.submit(); }
    });
  }

  const news = document.getElementById("viec-moi");
  const counts = (told) => {
    for (const place of document.querySelectorAll("[data-count]")) {
      const text = told[place.dataset.count].toLocaleString("vi-VN");
      if (place.textContent !== text) place.textContent = text;
    }
    if (!news || !news.dataset.was) return;
    const more = told.all - Number(news.dataset.was);
    put("viec-moi", more > 0 ? news.dataset.words.replace("{n}", more.toLocaleString("vi-VN")) : "");
  };
  const item = (told) => {
    put("dang-xem", told.watching);
    if (here.dataset.now || held) return;
    if (told.holder) moved(told.holder);
    else if (told.state !== here.dataset.state) moved(word("moved"));
  };
  // Not on a telephone that saves data, and not for a page nobody looks at.
  const line = navigator.connection || {};
  if (!window.EventSource || line.saveData || /2g/.test(line.effectiveType || "")) return;
  let source = null;
  const close = () => { if (source) source.close(); source = null; };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(here ? `/su-kien?viec=${here.dataset.item}` : "/su-kien");
    source.addEventListener("message", (event) => { const told = JSON.parse(event.data); counts(told.counts); if (told.item && here) item(told.item); });
    source.addEventListener("end", close);
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
