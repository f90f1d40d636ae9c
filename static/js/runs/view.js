/* How the runs are looked at: tile size, and one heading per day when older ones are appended. */
import { $, $$, on, onRender, recall, remember } from "../lib/dom.js";

function paintTiles() {
  const size = recall("tiles"), runs = $("[data-runs]");
  if (size) runs.dataset.tile = size;
  else delete runs.dataset.tile;
  $$("[data-tilesize] button").forEach((button) => button.setAttribute("aria-pressed", button.dataset.v === size));
}

function onceADay() {
  const seen = new Set();
  for (const heading of $$("[data-day]")) {
    if (seen.has(heading.dataset.day)) heading.remove();
    seen.add(heading.dataset.day);
  }
}

on("click", "[data-tilesize] button", (_, button) => { remember("tiles", button.dataset.v); paintTiles(); });
on("click", "[data-unfold]", (_, text) => text.classList.toggle("is-open"));
paintTiles();
onRender(onceADay);
