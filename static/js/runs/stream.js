/* Shows when the live stream is lost, with a reconnect button. Runs continue on the server. */
import { $, $$, on } from "../lib/dom.js";

/* The first connection is an ordinary request and fails like one. */
const LOST = {
  "htmx:sse:error": true, "htmx:error": true, "htmx:response:error": true,
  "htmx:sse:after:connection": false, "htmx:sse:close": false,
};

for (const type in LOST) {
  document.addEventListener(type, ({ target, detail }) => {
    if (target.id !== "stream" || (type === "htmx:sse:close" && detail.reason !== "message")) return;
    $("[data-offline]").hidden = !LOST[type];
  });
}

/* A new copy of the element reconnects. */
function reconnect() {
  const old = $("#stream"), copy = old.cloneNode(true);
  old.dispatchEvent(new CustomEvent("htmx:abort"));
  old.replaceWith(copy);
  window.htmx.process(copy);
}

on("click", "[data-reconnect]", reconnect);
window.addEventListener("online", () => { if (!$("[data-offline]").hidden) reconnect(); });

/* Keeps the stream open when the page was hidden right after a submit, before the stream was told to. */
function keepOpen() {
  const stream = $("#stream[hx-config$=true]");
  if (!document.hidden || !stream || !$(".run__bar:not([hidden])")) return;
  stream.setAttribute("hx-config", "sse.pauseOnBackground:false");
  reconnect();
}

document.addEventListener("visibilitychange", keepOpen);
document.addEventListener("htmx:after:swap", keepOpen);

/* A new card is added once, by the response to the click or by the stream. */
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { target, fragment } of tasks) {
    if (target?.id === "runs") $$("[data-run]", fragment).forEach((card) => { if (document.getElementById(card.id)) card.remove(); });
  }
});
