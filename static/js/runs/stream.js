/* Says when the live stream is lost, and lets people try at once. The runs themselves go on at the server. */
import { $, on } from "../lib/dom.js";

const show = (lost) => { $("[data-offline]").hidden = !lost; };
const isStream = (event) => event.target.id === "stream";

document.addEventListener("htmx:sse:error", (event) => { if (isStream(event)) show(true); });
document.addEventListener("htmx:sse:after:connection", (event) => { if (isStream(event)) show(false); });
document.addEventListener("htmx:sse:close", (event) => {
  if (isStream(event) && event.detail.reason === "message") show(false);
});
/* The very first connection is an ordinary request and fails like one. */
document.addEventListener("htmx:error", (event) => { if (isStream(event)) show(true); });
document.addEventListener("htmx:response:error", (event) => { if (isStream(event)) show(true); });

/* A fresh copy of the element connects anew. */
function reconnect() {
  const old = $("#stream"), fresh = old.cloneNode(true);
  old.dispatchEvent(new CustomEvent("htmx:abort"));
  old.replaceWith(fresh);
  window.htmx.process(fresh);
}

on("click", "[data-reconnect]", reconnect);
window.addEventListener("online", () => { if (!$("[data-offline]").hidden) reconnect(); });
