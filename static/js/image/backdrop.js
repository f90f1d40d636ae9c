/* The background around the image, to judge its tones. */
import { $, $$, on } from "../lib/dom.js";

on("click", ".backdrop button", (_, button) => {
  const stage = $(".stage"), { v } = button.dataset;
  if (v === "theme") delete stage.dataset.backdrop;
  else stage.dataset.backdrop = v;
  $$(".backdrop button").forEach((other) => other.setAttribute("aria-pressed", other === button));
});
