/* How large the rows of the gallery are. A cookie keeps it in this browser, so that a page comes with rows of this size. */
import { $, on } from "../lib/dom.js";

on("input", "[data-density]", (_, { value }) => {
  $("[data-grid]")?.style.setProperty("--density", value);
  document.dispatchEvent(new Event("studio:reflow"));
  document.cookie = `density=${value}; path=/gallery/; max-age=31536000; samesite=lax`;
});
// It stands among the filters, but asks for nothing else.
on("change", "[data-density]", (event) => event.stopPropagation(), { capture: true });
