/* One short message at the bottom of the page, with at most one action. */
import { $ } from "./dom.js";

export function toast(message, action) {
  const toastElement = Object.assign(document.createElement("div"), { className: "toast" });
  toastElement.append(Object.assign(document.createElement("span"), { textContent: message }));
  if (action) {
    const button = Object.assign(document.createElement("button"), {
      className: "btn btn--sm", type: "button", textContent: action.label,
    });
    button.addEventListener("click", () => { toastElement.remove(); action.run(); });
    toastElement.append(button);
  }
  $("[data-toasts]").replaceChildren(toastElement);
  setTimeout(() => toastElement.remove(), action ? 10_000 : 6_000);
}

/* Says something to screen readers only, politely. */
export function say(message) {
  $("[data-live]").textContent = message;
}
