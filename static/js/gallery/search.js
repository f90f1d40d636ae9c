/* “/” focuses the search. */
import { $, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !isShortcut(event)) return;
  event.preventDefault();
  $("#q")?.select();
});
// The text has been searched already; another search on blur would undo the tick of the click that left the field.
on("change", "#q", (event) => event.stopPropagation(), { capture: true });
