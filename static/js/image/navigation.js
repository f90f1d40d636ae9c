/* Keys for the next and the previous image, and back to the gallery at its scroll position. */
import { $, $$, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";
import { isFit } from "./zoom.js";

const NEXT = "a[rel=next]", PREVIOUS = "a[rel=prev]", BACK = "a[data-back]";
const LINKS = { j: NEXT, k: PREVIOUS, ArrowRight: NEXT, ArrowLeft: PREVIOUS, Escape: BACK };
const hasUnsavedText = () => $$(".comment-form .input").some((field) => field.value !== field.defaultValue);

document.addEventListener("keydown", (event) => {
  const link = isShortcut(event) && LINKS[event.key];
  // Zoomed in, arrows pan; Escape closes what is open; and unsaved text is kept.
  if (!link || (event.key.startsWith("Arrow") && !isFit()) || $(":popover-open, dialog[open]") || hasUnsavedText()) return;
  event.preventDefault();
  $(link)?.click();
});

/* The gallery restores its position and focuses this image (`gallery/scroll_restoration.js`). */
on("click", BACK, () => {
  try {
    sessionStorage.setItem("gallery-back", location.pathname);
  } catch { /* storage is off */ }
});
