/* The sheet of shortcuts, and dialogs opened by commandfor where the browser does not know it yet. */
import { $, $$, on, recall, remember } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && isShortcut(event)) $("#keys")?.showModal();
});

$$("[data-keys-toggle]").forEach((toggle) => { toggle.checked = recall("keys") !== "off"; });
on("change", "[data-keys-toggle]", (_, toggle) => remember("keys", toggle.checked ? "" : "off"));

if (!("commandForElement" in HTMLButtonElement.prototype)) {
  const methods = { "show-modal": "showModal", close: "close" };
  on("click", "[commandfor][command]", (_, button) => {
    document.getElementById(button.getAttribute("commandfor"))?.[methods[button.getAttribute("command")]]();
  });
}
