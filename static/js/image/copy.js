/* Copies a text of the page, or the URL of a link. */
import { $, on } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

on("click", "[data-copy]", async (_, button) => {
  const source = $(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.href ?? source.textContent);
    toast(button.dataset.done);
  } catch {
    // No clipboard without HTTPS: show the URL, or select the text for Ctrl+C.
    if (source.href) toast(source.href);
    else getSelection().selectAllChildren(source);
  }
});
