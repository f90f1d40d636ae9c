/* A tile's heart: saved in the background; reverted on an error. */
import { $, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

async function toggle(button) {
  const was = button.ariaPressed, off = was === "true", form = button.form;
  button.ariaPressed = String(!off);
  const url = form.getAttribute("action") + (off ? "?off=1" : "");
  const body = new URLSearchParams({ image: button.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const response = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) button.ariaPressed = was;
}

on("click", "[data-favourite]", (event, button) => { event.preventDefault(); toggle(button); });
document.addEventListener("keydown", (event) => {
  const tile = event.key === "f" && isShortcut(event) && event.target.closest?.(".image-tile");
  if (tile) toggle($("[data-favourite]", tile));
});
