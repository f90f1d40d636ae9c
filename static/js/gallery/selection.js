/* How many images are ticked. */
import { $, $$, fill, number, on } from "../lib/dom.js";

function paint() {
  const bar = $("[data-selection]"), n = $$("[form=selection]:checked").length;
  if (bar) $("[data-count]", bar).textContent = fill(bar.dataset.text, { n: number(n) });
}

on("change", "[form=selection]", paint);
paint();
