/* How large the rows of the gallery are; kept in this browser. */
import { $, on, onRender, recall, remember } from "../lib/dom.js";

const slider = () => $("[data-density]");

function apply() {
  $("[data-grid]")?.style.setProperty("--density", slider().value);
}

on("input", "[data-density]", (_, { value }) => {
  apply();
  document.dispatchEvent(new Event("studio:reflow"));
  remember("density", value);
});
// It stands among the filters, but asks for nothing else.
on("change", "[data-density]", (event) => event.stopPropagation(), { capture: true });

if (slider()) {
  slider().value = recall("density") || slider().value;
  onRender(apply);
}
