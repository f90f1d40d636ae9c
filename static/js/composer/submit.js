/* Ctrl or ⌘ and Enter generate from anywhere; afterwards the eye is where it should be. */
import { $, $$ } from "../lib/dom.js";
import { form, onEdit } from "./form.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey) || event.target.closest?.("dialog[open]")) return;
  event.preventDefault();
  if (!$(".btn--submit").disabled) form().requestSubmit($(".btn--submit"));
});

/* An error that the server told is gone as soon as its field is touched; live checks paint their own state. */
onEdit(({ target: field }) => {
  if (field === form()) $$(".message[data-form-error]").forEach((old) => old.remove());
  const isSide = /^[wh]$/.test(field.name);
  for (const name of isSide ? "wh" : [field.name]) document.getElementById(`${name}-error`)?.remove();
  if (!isSide && field.name !== "max_images") field.removeAttribute?.("aria-invalid");
});

/* Refused: the form came back with its errors. Accepted: on a narrow screen, show the runs. */
document.addEventListener("htmx:after:swap", (event) => {
  const { request, response } = event.detail.ctx;
  if (request?.method !== "POST" || !request.action.endsWith("/runs/")) return;
  if (response?.status === 422) {
    const wrong = $("#composer [aria-invalid=true]:not([type=hidden]), #composer [data-form-error]");
    wrong?.focus();
    wrong?.scrollIntoView({ block: "center" });
  } else {
    $("#view-runs").checked = true;
    window.scrollTo({ top: 0 });
  }
});
