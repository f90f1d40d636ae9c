/* F, 1 to 5 and T: click the control with that data-key, or focus it if it is a text field. */
import { $ } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

document.addEventListener("keydown", (event) => {
  const control = /^[ft1-5]$/.test(event.key) && isShortcut(event) && $(`[data-key="${event.key}"]`);
  if (!control) return;
  event.preventDefault();
  if (control.matches("input")) control.focus();
  else control.click();
});
