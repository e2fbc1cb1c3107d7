// The reply page works without this file: hints come with each save. With it they come while somebody types.
"use strict";
(() => {
  const form = document.querySelector("form[data-hints]"), box = document.getElementById("giong-van");
  if (!form || !box) return;
  let timer = 0, last = "";
  const show = (found) => {
    const list = document.createElement("ul");
    list.className = "list";
    for (const hint of found) {
      const row = document.createElement("li"), words = document.createElement("b");
      if (hint.words) { words.textContent = `“${hint.words}”. `; row.append(words); }
      row.append(`${hint.why} ${box.dataset.better} ${hint.better}`);
      list.append(row);
    }
    const none = document.createElement("p");
    none.textContent = box.dataset.none;
    box.replaceChildren(found.length ? list : none);
  };
  const ask = async () => {
    const sent = new URLSearchParams([["csrf", form.elements.csrf.value]]);
    for (const field of form.querySelectorAll("textarea[name=cau]")) if (field.value.trim()) sent.append("cau", field.value);
    const now = sent.toString();
    if (now === last) return;
    last = now;
    try {
      const answer = await fetch(form.dataset.hints, { method: "POST", body: sent });
      if (answer.ok && now === last) show((await answer.json()).hints);
    } catch { last = ""; /* no network: the hints of the last save stay */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 700); });
})();
