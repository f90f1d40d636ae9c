/* The picker ticks no more than fit; a dialog's form that went through closes it. */
import { $, $$, fill, on, onRender } from "../lib/dom.js";
import { placesLeft } from "./references.js";

function paint() {
  const picker = $("[data-pick]");
  if (!picker) return;
  const ticked = $$(":checked", picker).length, n = placesLeft() - ticked, line = $("output", picker);
  $$("[type=checkbox]:not(:checked)", picker).forEach((box) => { box.disabled = n <= 0; });
  line.textContent = fill(line.dataset.text, { n });
  $(".btn--solid", picker).disabled = !ticked;
}

on("change", "[data-pick]", paint);
onRender(paint);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const sent = ctx.sourceElement;
  if (!sent?.matches("dialog form") || ctx.response.status >= 300) return;
  sent.reset();
  sent.closest("dialog").close();
});
