/* The sheet of shortcuts opens by its key; its switch turns single keys off, for good. */
import { $, $$, on, readSetting, saveSetting } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  const sheet = event.key === "?" && isShortcut(event) && $("#keys");
  if (sheet) sheet.showModal();
});
$$("[data-keys-toggle]").forEach((toggle) => { toggle.checked = readSetting("keys") !== "off"; });
on("change", "[data-keys-toggle]", (_, toggle) => saveSetting("keys", toggle.checked ? "" : "off"));
