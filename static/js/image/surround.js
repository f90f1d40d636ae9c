/* The grey around the image, to judge its tones. */
import { $, $$, on } from "../lib/dom.js";

on("click", ".surround button", (_, button) => {
  const stage = $(".stage"), { v } = button.dataset;
  if (v === "theme") delete stage.dataset.surround;
  else stage.dataset.surround = v;
  $$(".surround button").forEach((other) => other.setAttribute("aria-pressed", other === button));
});
