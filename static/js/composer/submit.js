/* Ctrl or ⌘ + Enter generates from anywhere; then shows the runs or the first error. */
import { $, $$ } from "../lib/dom.js";
import { form, onEdit } from "./form.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey) || event.target.closest?.("dialog[open]")) return;
  event.preventDefault();
  if (!$(".btn--submit").disabled) form().requestSubmit($(".btn--submit"));
});

/* Editing a field removes its server error; live checks paint their own state. */
onEdit(({ target: field }) => {
  if (field === form()) $$(".message[data-form-error]").forEach((old) => old.remove());
  const isSide = /^[wh]$/.test(field.name);
  for (const name of isSide ? "wh" : [field.name]) document.getElementById(`${name}-error`)?.remove();
  if (!isSide && field.name !== "max_images") field.removeAttribute?.("aria-invalid");
});

/* Rejected: focus the first error. Accepted: show the runs on a narrow screen. */
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
