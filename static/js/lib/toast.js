/* Short messages at the bottom, each with at most one action: toast("Removed", {label: "Undo", run}). */
import { $, on } from "./dom.js";

/* Removes it after a while, but not while it is hovered or focused. */
export function expire(toast, after) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? expire(toast, 2_000) : toast.remove()), after || 6_000);
}

/* A new message keeps the others; the same one is not shown twice. */
export function toast(message, action) {
  const box = $("[data-toasts]"), added = $("[data-toast-new]").content.firstElementChild.cloneNode(true);
  const [text, button] = added.children;
  text.textContent = message;
  button.hidden = !action;
  button.textContent = action?.label;
  button.onclick = () => { added.remove(); action.run(); };
  [...box.children].find((old) => old.firstElementChild.textContent === message)?.remove();
  box.append(added);
  if (box.childElementCount > 3) box.firstElementChild.remove();
  expire(added, action && 10_000);
}

on("click", "[data-toast-close]", (_, button) => button.parentElement.remove());

/* For screen readers only. */
export function announce(message) {
  $("[data-live]").textContent = message;
}
