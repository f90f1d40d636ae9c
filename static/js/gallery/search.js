/* “/” leads to the search. */
import { $, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !isShortcut(event)) return;
  event.preventDefault();
  $("#q")?.select();
});
// What was typed has been looked for already; asked once more by the click that leaves the field, its tick would be lost.
on("change", "#q", (event) => event.stopPropagation(), { capture: true });
