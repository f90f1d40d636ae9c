/* htmx saves the draft (see #draft); a beacon, which outlives the page, sends the last edits. */
import { $ } from "../lib/dom.js";
import { form, onEdit } from "./form.js";

const { prompt } = form().elements;
let edits = prompt.value === prompt.defaultValue ? 0 : 1; // typed before this script ran
let sent = 0, saved = 0; // edits that a request contains, that the server has
const isDraft = (event) => event.target.id === "draft";

onEdit(() => { edits += 1; });
document.addEventListener("htmx:before:request", (event) => { if (isDraft(event)) sent = edits; });
document.addEventListener("htmx:after:request", (event) => {
  if (isDraft(event) && event.detail.ctx.response.status < 300) saved = sent;
});
/* The page aborts pending requests when it closes, so only completed ones count. */
document.addEventListener("visibilitychange", () => {
  if (!document.hidden || saved === edits) return;
  saved = sent = edits;
  const data = new FormData(form());
  data.delete("files");
  navigator.sendBeacon($("#draft").getAttribute("hx-post"), data);
});

/* Offline or signed out: the next edit retries; no redirect away from the page. */
document.addEventListener("htmx:error", (event) => { if (isDraft(event)) event.stopImmediatePropagation(); }, true);
document.addEventListener("htmx:before:response", (event) => {
  if (!isDraft(event) || !event.detail.ctx.response.raw.redirected) return;
  event.stopImmediatePropagation();
  event.preventDefault();
}, true);
