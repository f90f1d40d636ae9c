/* Limits the picker's selection to what fits; a form that succeeds closes its dialog. */
import { $, $$, fill, on, onRender } from "../lib/dom.js";
import { form } from "./form.js";
import { imagesAsked, items, placesLeft } from "./references.js";

function paint() {
  const picker = $("[data-picker]");
  if (!picker) return;
  const ticked = $$(":checked", picker).length, left = Math.max(0, placesLeft() - ticked), line = $("output", picker);
  const values = { n: items().length + ticked, max: form().dataset.maxReferences, images: imagesAsked(), left };
  $$("[type=checkbox]:not(:checked)", picker).forEach((box) => { box.disabled = !left; });
  line.textContent = fill(values.images > 1 ? line.dataset.group : line.dataset.one, values);
  $(".btn--solid", picker).disabled = !ticked;
}

on("change", "[data-picker]", paint);
onRender(paint);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const sent = ctx.sourceElement;
  if (!sent?.matches("dialog form[method=post]") || ctx.response.status >= 300) return;
  sent.reset();
  sent.closest("dialog").close();
});
