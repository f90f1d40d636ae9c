/* One image: zoom, surround, copy, and the way to its neighbours. */
import "./image/zoom.js";
import "./image/surround.js";
import "./image/copy.js";
import "./image/comments.js";
import "./image/curate.js";
import "./lib/sizes.js";
import { $ } from "./lib/dom.js";
import { isShortcut } from "./lib/keys.js";

document.addEventListener("keydown", (event) => {
  const goal = isShortcut(event) && { j: "next", k: "prev" }[event.key];
  if (goal) $(`a[rel=${goal}]`)?.click();
});
