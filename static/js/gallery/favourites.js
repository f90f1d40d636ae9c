/* A heart on a tile: sent to the server in the background; restored when the server refuses. */
import { $, on } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

async function turn(button) {
  const was = button.ariaPressed, off = was === "true", form = button.form;
  button.ariaPressed = String(!off);
  const url = form.getAttribute("action") + (off ? "?off=1" : "");
  const body = new URLSearchParams({ image: button.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) button.ariaPressed = was;
}

on("click", "[data-favourite]", (event, button) => { event.preventDefault(); turn(button); });
document.addEventListener("keydown", (event) => {
  const tile = event.key === "f" && isShortcut(event) && event.target.closest?.(".image-tile");
  if (tile) turn($("[data-favourite]", tile));
});
