/* The draft is saved by htmx (see #draft); what was typed last is sent by a beacon, which outlives the page. */
import { $ } from "../lib/dom.js";
import { form, onEdit } from "./form.js";

const { prompt } = form().elements;
let unsaved = prompt.value !== prompt.defaultValue; // typed before this script was there
const isDraft = (event) => event.target.id === "draft";

onEdit(() => { unsaved = true; });
document.addEventListener("htmx:before:request", (event) => { if (isDraft(event)) unsaved = false; });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden || !unsaved) return;
  unsaved = false;
  const data = new FormData(form());
  data.delete("files");
  navigator.sendBeacon($("#draft").getAttribute("hx-post"), data);
});

/* No network, or signed out: the next change tries again, and nobody is torn from the page. */
document.addEventListener("htmx:error", (event) => { if (isDraft(event)) event.stopImmediatePropagation(); }, true);
document.addEventListener("htmx:before:response", (event) => {
  if (!isDraft(event) || !event.detail.ctx.response.raw.redirected) return;
  event.stopImmediatePropagation();
  event.preventDefault();
}, true);
