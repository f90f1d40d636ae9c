/* Says when the live stream is lost, and lets people try at once. The runs themselves go on at the server. */
import { $, $$, on } from "../lib/dom.js";

/* The very first connection is an ordinary request and fails like one. */
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

/* A fresh copy of the element connects anew. */
function reconnect() {
  const old = $("#stream"), fresh = old.cloneNode(true);
  old.dispatchEvent(new CustomEvent("htmx:abort"));
  old.replaceWith(fresh);
  window.htmx.process(fresh);
}

on("click", "[data-reconnect]", reconnect);
window.addEventListener("online", () => { if (!$("[data-offline]").hidden) reconnect(); });

/* Whoever hides the page right after the click, before the stream knows that it must stay in a hidden page. */
function stay() {
  const stream = $("#stream[hx-config$=true]");
  if (!document.hidden || !stream || !$(".run__bar:not([hidden])")) return;
  stream.setAttribute("hx-config", "sse.pauseOnBackground:false");
  reconnect();
}

document.addEventListener("visibilitychange", stay);
document.addEventListener("htmx:after:swap", stay);

/* A new card comes once, whoever brings it first: the answer to the click, or the stream. */
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { target, fragment } of tasks) {
    if (target?.id === "runs") $$("[data-run]", fragment).forEach((card) => { if (document.getElementById(card.id)) card.remove(); });
  }
});
