/* Review by keys: j k move, a c r decide, 1 to 6 choose the reason, z undoes. */
import { $, $$ } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

function move(by) {
  const all = $$("[data-queued]"), at = all.findIndex((link) => link.ariaCurrent === "true");
  const link = all[at + by];
  link?.click();
  link?.scrollIntoView({ block: "nearest" });
}

/* Without a reason the key leads to the reasons; the same key again sends. */
function decide(button) {
  const needsReason = button.value !== "approve";
  if (needsReason && !$("[data-reason]:checked")) $("[data-reason]").focus();
  else button.click();
}

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || event.repeat || $(":popover-open")) return;
  const key = event.key.toLowerCase();
  const button = $(`.decide [data-key="${CSS.escape(key)}"]`), reason = $(`[data-reason="${CSS.escape(key)}"]`);
  if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (button && !button.disabled) decide(button);
  else if (reason) reason.click();
  else if (key === "z") $("[data-undo]")?.click();
  else return;
  event.preventDefault();
});
