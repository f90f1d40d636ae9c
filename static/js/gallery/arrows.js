/* Arrow keys move between the images in two dimensions; the grid is one stop of the Tab key, the image that was last. */
import { $, $$, on, onRender } from "../lib/dom.js";
import { reveal, tiles } from "./virtual_list.js";

const middle = (box) => box.x + box.width / 2;

/* The nearest link in the row above (-1) or below (1). */
function inNextRow(links, link, direction) {
  const from = link.getBoundingClientRect();
  const candidates = links
    .map((other) => ({ other, box: other.getBoundingClientRect() }))
    .filter(({ box }) => direction * (box.y - from.y) > 4);
  candidates.sort((a, b) => Math.abs(a.box.y - from.y) - Math.abs(b.box.y - from.y)
    || Math.abs(middle(a.box) - middle(from)) - Math.abs(middle(b.box) - middle(from)));
  return candidates[0]?.other;
}

on("keydown", "[data-grid] .image-tile > a", (event, link) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = $$("[data-grid] .image-tile > a"), at = links.indexOf(link);
  const end = (n) => () => { const tile = tiles().at(n); reveal(tile); return $("a", tile); };
  const goals = {
    ArrowRight: () => links[at + 1], ArrowLeft: () => links[at - 1], Home: end(0), End: end(-1),
    ArrowDown: () => inNextRow(links, link, 1), ArrowUp: () => inNextRow(links, link, -1),
  };
  const goal = goals[event.key]?.();
  if (!goal) return;
  event.preventDefault();
  goal.focus();
});

/* The tile whose controls the Tab key reaches. */
const TILES = "[data-grid] .image-tile:has(> a)";
let stop = null;
function setStops(tile, on) {
  for (const control of $$("a, input, button", tile)) control.tabIndex = on ? 0 : -1;
}
function stopAt(tile) {
  if (stop && stop !== tile) setStops(stop, false);
  stop = tile;
  if (stop) setStops(stop, true);
}
on("focusin", TILES, (_, tile) => stopAt(tile));
function join(tiles) {
  for (const tile of tiles) if (tile !== stop) setStops(tile, false);
}
onRender(() => {
  const shown = $$(TILES);
  join(shown);
  stopAt(shown.includes(stop) ? stop : shown[0]);
});
/* A stop that has left is replaced when scrolling pauses: to look for another one costs a frame. */
let pause = 0;
document.addEventListener("studio:rows", ({ detail: { tiles } }) => {
  join(tiles);
  clearTimeout(pause);
  pause = setTimeout(() => { if (!stop?.isConnected) stopAt($$(TILES).find((tile) => tile.getBoundingClientRect().bottom > 0)); }, 100);
});
