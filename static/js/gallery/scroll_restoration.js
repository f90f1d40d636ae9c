/* Restores the scroll position after Back, a reload, or an image's page: one response contains all pages
   that had been loaded. */
import { $ } from "../lib/dom.js";
import { tiles } from "./virtual_list.js";

const KEY = "gallery-place", BACK = "gallery-back", PAGE = 60; // images
const more = $("#more"), first = more?.getAttribute("hx-get");

addEventListener("pagehide", () => {
  if (position) return; // left the page before it was restored
  const pages = Math.max(0, Math.ceil(tiles().length / PAGE) - 1);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ url: location.href, pages, y: scrollY }));
  } catch { /* storage is off */ }
});

/* The saved position, if the user returns to it; `image` is the URL of the image they come from. */
function savedPosition() {
  const type = performance.getEntriesByType("navigation")[0]?.type ?? "navigate"; // missing without a navigation
  try {
    const position = JSON.parse(sessionStorage.getItem(KEY)), image = sessionStorage.getItem(BACK);
    sessionStorage.removeItem(BACK);
    // The browser restores the position itself when the page is complete.
    const isReturn = type === "navigate" ? image : position?.pages;
    return isReturn && position?.url === location.href ? { ...position, image } : null;
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
  position = null;
  if (image) $(`[data-grid] a[href^="${image}"]`)?.focus({ preventScroll: true });
}

let position = savedPosition();
if (position) {
  if (position.pages) more?.setAttribute("hx-trigger", "none"); // the next page is part of the request
  addEventListener("DOMContentLoaded", () => restore(position)); // htmx has started by then
}
