/* “/” leads to the search. */
import { $ } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !isShortcut(event)) return;
  event.preventDefault();
  $("#q")?.select();
});
