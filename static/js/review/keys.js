/* Review shortcuts: j k move, a c r decide, f flags, 1 to 6 choose the reason, z undoes. */
import { $, $$, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

function move(by) {
  const all = $$("[data-queued]"), at = all.findIndex((link) => link.ariaCurrent === "true");
  const link = all[at + by];
  link?.click();
  link?.scrollIntoView({ block: "nearest" });
}

/* Without a reason, the first press focuses the reasons; the next one submits. In the capture phase: before htmx. */
on("click", ".decide button[data-needs-reason]", (event) => {
  if ($("[data-reason]:checked")) return;
  event.preventDefault();
  event.stopPropagation();
  $("[data-reason]").focus();
}, { capture: true });

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || event.repeat || $(":popover-open")) return;
  const key = event.key.toLowerCase();
  const button = $(`.decide [data-key="${CSS.escape(key)}"]`), reason = $(`[data-reason="${CSS.escape(key)}"]`);
  if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (button && !button.disabled) button.click();
  else if (reason) reason.click();
  else if (key === "z") $("[data-undo]")?.click();
  else return;
  event.preventDefault();
});
