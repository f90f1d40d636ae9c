/* “?” opens the shortcuts dialog; its switch disables single-key shortcuts for good. */
import { $, $$, on, readSetting, saveSetting } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  const dialog = event.key === "?" && isShortcut(event) && $("#keys");
  if (dialog) dialog.showModal();
});
$$("[data-keys-toggle]").forEach((toggle) => { toggle.checked = readSetting("keys") !== "off"; });
on("change", "[data-keys-toggle]", (_, toggle) => saveSetting("keys", toggle.checked ? "" : "off"));
