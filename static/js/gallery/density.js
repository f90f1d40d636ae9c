/* The height of the gallery's rows, kept in a cookie, so that the server renders pages with it. */
import { $, on } from "../lib/dom.js";

on("input", "[data-density]", (_, { value }) => {
  $("[data-grid]")?.style.setProperty("--density", value);
  document.dispatchEvent(new Event("studio:reflow"));
  document.cookie = `density=${value}; path=/gallery/; max-age=31536000; samesite=lax`;
});
// It is in the filter form, but must not submit it.
on("change", "[data-density]", (event) => event.stopPropagation(), { capture: true });
