/* View of the runs: tile size, and the number of active runs. */
import { $, $$, fill, on, onRender, readSetting, saveSetting } from "../lib/dom.js";

function paintTiles() {
  const size = readSetting("tiles"), runs = $("[data-runs]");
  if (size) runs.dataset.tile = size;
  else delete runs.dataset.tile;
  $$("[data-tilesize] button").forEach((button) => button.setAttribute("aria-pressed", button.dataset.v === size));
}

function countRunning() {
  const n = $$(".run__bar:not([hidden])").length;
  $$("[data-running]").forEach((line) => { line.textContent = n ? fill(line.dataset.running, { n }) : ""; });
}

on("click", "[data-tilesize] button", (_, button) => { saveSetting("tiles", button.dataset.v); paintTiles(); });
on("click", "[data-unfold]", (_, text) => text.classList.toggle("is-open"));
paintTiles();
onRender(countRunning);
