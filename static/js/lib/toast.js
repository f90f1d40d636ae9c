/* One short message at the bottom of the page, with at most one action: toast("Removed", {label: "Undo", run}). */
import { $, on } from "./dom.js";

/* Leaves after a while, but never while somebody points at it or has it focused. */
export function expire(toast, after = 6_000) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? expire(toast, 2_000) : toast.remove()), after);
}

export function toast(message, action) {
  const made = $("[data-toast-new]").content.cloneNode(true).firstElementChild;
  const button = $("[data-toast-act]", made);
  $("span", made).textContent = message;
  if (action) {
    button.textContent = action.label;
    button.addEventListener("click", () => { made.remove(); action.run(); });
  } else button.remove();
  $("[data-toasts]").replaceChildren(made);
  expire(made, action ? 10_000 : 6_000);
}

on("click", "[data-toast-close]", (_, button) => button.parentElement.remove());

/* Says something to screen readers only, politely. */
export function say(message) {
  $("[data-live]").textContent = message;
}
