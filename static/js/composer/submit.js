/* Ctrl or ⌘ and Enter generate from anywhere; afterwards the eye is where it should be. */
import { $, $$, on } from "../lib/dom.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.closest?.("dialog[open]")) return;
  event.preventDefault();
  const form = $("[data-composer]");
  if (!$(".btn--submit", form).disabled) form.requestSubmit($(".btn--submit", form));
});

/* An error is gone as soon as its field is touched. */
function forgive(field) {
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.name}-error`)?.remove();
}
on("input", "[data-composer] [aria-invalid]", (_, field) => { if (!field.matches("[name=w], [name=h]")) forgive(field); });
on("input", "[name=w], [name=h]", () => ["w", "h"].forEach((name) => document.getElementById(`${name}-error`)?.remove()));
document.addEventListener("studio:references", (event) => {
  if (event.detail?.edited) $$(".msg[data-form-error]").forEach((old) => old.remove());
});

/* Refused: the form came back with its errors. Accepted: on a narrow screen, show the runs. */
document.addEventListener("htmx:after:swap", (event) => {
  const { request, response } = event.detail.ctx;
  if (request?.method !== "POST" || !request.action.endsWith("/runs/")) return;
  if (response?.status === 422) {
    const wrong = $("#composer [aria-invalid=true]:not([type=hidden]), #composer [data-form-error]");
    wrong?.focus();
    wrong?.scrollIntoView({ block: "center" });
  } else $("#view-runs").checked = true;
});
