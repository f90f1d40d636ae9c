/* The keys that lead to another page: the next and the previous image, and the gallery at the place that was left. */
import { $, $$, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";
import { isFit } from "./zoom.js";

const NEXT = "a[rel=next]", PREVIOUS = "a[rel=prev]", BACK = "a[data-back]";
const LINKS = { j: NEXT, k: PREVIOUS, ArrowRight: NEXT, ArrowLeft: PREVIOUS, Escape: BACK };
const isTyped = () => $$(".comment-form .input").some((field) => field.value !== field.defaultValue);

document.addEventListener("keydown", (event) => {
  const link = isShortcut(event) && LINKS[event.key];
  // Zoomed in, arrows pan; Escape closes what is open; and nothing that was typed is lost by a key.
  if (!link || (event.key.startsWith("Arrow") && !isFit()) || $(":popover-open, dialog[open]") || isTyped()) return;
  event.preventDefault();
  $(link)?.click();
});

/* The gallery goes back to its place, and to this image (`gallery/scroll_restoration.js`). */
on("click", BACK, () => {
  try {
    sessionStorage.setItem("gallery-back", location.pathname);
  } catch { /* storage is off */ }
});
