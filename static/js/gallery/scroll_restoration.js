/* Back, a reload, and the way back from an image lead to the place that was left, however far down: what had been loaded
   comes in one answer. */
import { $ } from "../lib/dom.js";
import { tiles } from "./virtual_list.js";

const KEY = "gallery-place", BACK = "gallery-back", PAGE = 60; // images
const more = $("#more"), first = more?.getAttribute("hx-get");

addEventListener("pagehide", () => {
  if (place) return; // left again before it was reached
  const pages = Math.max(0, Math.ceil(tiles().length / PAGE) - 1);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ url: location.href, pages, y: scrollY }));
  } catch { /* storage is off */ }
});

/* Where the page was left, if somebody comes back to it; `image` is the address of the one they come from. */
function left() {
  const type = performance.getEntriesByType("navigation")[0]?.type ?? "navigate"; // none where a page was not navigated to
  try {
    const place = JSON.parse(sessionStorage.getItem(KEY)), image = sessionStorage.getItem(BACK);
    sessionStorage.removeItem(BACK);
    // The browser finds the place by itself, as long as all of it is in the page.
    const isOurs = type === "navigate" ? image : place?.pages;
    return isOurs && place?.url === location.href ? { ...place, image } : null;
  } catch {
    return null;
  }
}

async function restore({ pages, y, image }) {
  const scrolling = history.scrollRestoration;
  history.scrollRestoration = "manual";
  if (first && pages) await htmx.ajax("GET", `${first}&pages=${pages}`, { source: "#more", target: "#grid", swap: "beforeend" });
  document.dispatchEvent(new Event("studio:reflow"));
  scrollTo({ top: y, behavior: "instant" });
  history.scrollRestoration = scrolling;
  place = null;
  if (image) $(`[data-grid] a[href^="${image}"]`)?.focus({ preventScroll: true });
}

let place = left();
if (place) {
  if (place.pages) more?.setAttribute("hx-trigger", "none"); // the page that comes next is among those that are asked for
  addEventListener("DOMContentLoaded", () => restore(place)); // htmx has begun by then
}
