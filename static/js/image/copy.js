/* Copies a text of the page. */
import { $, on } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

on("click", "[data-copy]", async (_, button) => {
  const source = $(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    toast(button.dataset.done);
  } catch {
    // No clipboard without https: select the text, so that Ctrl+C is left to do.
    getSelection().selectAllChildren(source);
  }
});
