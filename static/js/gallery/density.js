/* How large the rows of the gallery are; kept in this browser. */
import { $, on, recall, remember } from "../lib/dom.js";

const grid = () => $("[data-grid]");

on("input", "[data-density]", (_, slider) => {
  grid()?.style.setProperty("--density", slider.value);
  document.dispatchEvent(new Event("studio:reflow"));
  remember("density", slider.value);
});

const kept = recall("density");
if (kept && grid()) {
  grid().style.setProperty("--density", kept);
  $("[data-density]").value = kept;
}
