/* A browser has six connections for one host: a page that was opened in the background, and has nothing under way, asks
   for its stream when somebody looks at it. */
import { $ } from "../lib/dom.js";

/* A fresh copy of the element connects anew. */
export function reconnect() {
  const old = $("#stream"), fresh = old.cloneNode(true);
  old.dispatchEvent(new CustomEvent("htmx:abort"));
  old.replaceWith(fresh);
  window.htmx.process(fresh);
}

document.addEventListener("htmx:before:request", (event) => {
  if (!document.hidden || !event.target.matches("#stream[hx-config$=true]")) return;
  event.preventDefault();
  document.addEventListener("visibilitychange", reconnect, { once: true });
});
