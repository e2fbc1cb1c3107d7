// What is half typed is kept on the server too, after a pause, so that it can be taken up on another device. The copy on this
// machine stays the first: this one is never put into a form by itself, and never saved over a newer one. drafts.js brings this
// file when somebody begins to type.
const PAUSE_MS = 4000;
export function keep(form) {
  const line = form.querySelector("[data-kept]"), version = form.elements.ban;
  let timer = 0, going = false, again = false, refused = false;
  const save = async () => {
    timer = 0;
    if (refused || !navigator.onLine) return;
    if (going) { again = true; return; }
    going = true;
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)), redirect: "error", keepalive: document.hidden,
      });
      const told = await answer.json();
      if (answer.ok) version.value = told.revision;
      else { refused = true; line.setAttribute("role", "status"); }
      line.textContent = told.said;
      form.dispatchEvent(new CustomEvent("kept"));
    } catch { /* the copy on this machine is there; the next pause tries again */ }
    going = false;
    if (again) { again = false; timer = setTimeout(save, PAUSE_MS); }
  };
  const pause = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE_MS); };
  form.addEventListener("input", pause);
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) { clearTimeout(timer); save(); } });
  pause();
}
