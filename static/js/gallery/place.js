/* Back, and a reload, lead to the place that was left, however far down: what had been loaded comes in one answer. */
import { $ } from "../lib/dom.js";
import { tiles } from "./rows.js";

const KEY = "gallery-place", PAGE = 60; // images
const more = $("#more"), first = more?.getAttribute("hx-get");

addEventListener("pagehide", () => {
  if (place) return; // left again before it was reached
  const pages = Math.ceil(tiles().length / PAGE) - 1;
  try {
    if (pages > 0) sessionStorage.setItem(KEY, JSON.stringify({ url: location.href, pages, y: scrollY }));
    else sessionStorage.removeItem(KEY);
  } catch { /* storage is off */ }
});

function left() {
  const type = performance.getEntriesByType("navigation")[0]?.type ?? "navigate"; // none where a page was not navigated to
  try {
    const place = JSON.parse(sessionStorage.getItem(KEY));
    return first && type !== "navigate" && place?.url === location.href ? place : null;
  } catch {
    return null;
  }
}

async function restore({ pages, y }) {
  const scrolling = history.scrollRestoration;
  history.scrollRestoration = "manual";
  await htmx.ajax("GET", `${first}&pages=${pages}`, { source: "#more", target: "#grid", swap: "beforeend" });
  document.dispatchEvent(new Event("studio:reflow"));
  scrollTo({ top: y, behavior: "instant" });
  history.scrollRestoration = scrolling;
  place = null;
}

let place = left();
if (place) {
  more.setAttribute("hx-trigger", "none"); // the page that comes next is among those that are asked for
  addEventListener("DOMContentLoaded", () => restore(place)); // htmx has begun by then
}
