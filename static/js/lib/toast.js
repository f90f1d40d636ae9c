/* One short message at the bottom, with at most one action: toast("Removed", {label: "Undo", run}). */
import { $, on } from "./dom.js";

/* Removes it after a while, but not while it is hovered or focused. */
export function expire(toast, after) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? expire(toast, 2_000) : toast.remove()), after || 6_000);
}

export function toast(message, action) {
  const made = $("[data-toast-new]").content.firstElementChild.cloneNode(true);
  const [text, button] = made.children;
  text.textContent = message;
  button.hidden = !action;
  button.textContent = action?.label;
  button.onclick = () => { made.remove(); action.run(); };
  $("[data-toasts]").replaceChildren(made);
  expire(made, action && 10_000);
}

on("click", "[data-toast-close]", (_, button) => button.parentElement.remove());

/* For screen readers only. */
export function announce(message) {
  $("[data-live]").textContent = message;
}
