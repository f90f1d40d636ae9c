/* Ctrl or ⌘ and Enter generate from anywhere; afterwards the eye is where it should be. */
import { $, $$, on } from "../lib/dom.js";
import { form, onEdit } from "./form.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey) || event.target.closest?.("dialog[open]")) return;
  event.preventDefault();
  if (!$(".btn--submit").disabled) form().requestSubmit($(".btn--submit"));
});

/* An error that the server told is gone as soon as its field is touched; live checks paint their own state. */
const LIVE = ["w", "h", "max_images"];
on("input", "#composer :is(input, textarea, select)", (_, field) => {
  const names = ["w", "h"].includes(field.name) ? ["w", "h"] : [field.name];
  names.forEach((name) => document.getElementById(`${name}-error`)?.remove());
  if (!LIVE.includes(field.name)) field.removeAttribute("aria-invalid");
});
onEdit((event) => {
  if (event.target === form()) $$(".msg[data-form-error]").forEach((old) => old.remove());
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
