/* Keeps what is typed on the server, a moment after each change and when the page is left. */
import { $ } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

const PAUSE = 800;
let timer = 0, saving = false, again = false;

function body(form) {
  const data = new FormData(form);
  data.delete("files");
  data.set("revision", form.dataset.revision);
  return data;
}

async function save() {
  timer = 0;
  const form = $("[data-composer]");
  if (!form) return;
  if (saving) { again = true; return; }
  saving = true;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: body(form) });
    if (!answer.ok) return;
    const { revision, overwrote } = await answer.json();
    form.dataset.revision = revision;
    if (overwrote) toast(form.dataset.overwrote);
  } catch { /* the next change tries again */ } finally {
    saving = false;
    if (again) { again = false; later(); }
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

for (const type of ["input", "change"]) {
  document.addEventListener(type, (event) => { if (event.target.form?.matches("[data-composer]")) later(); });
}
document.addEventListener("studio:references", (event) => { if (event.detail?.edited) later(); });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden || !timer) return;
  clearTimeout(timer);
  timer = 0;
  const form = $("[data-composer]");
  navigator.sendBeacon(form.dataset.draft, body(form));
});
