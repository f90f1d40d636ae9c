/* Arrow keys move between images in two dimensions; the grid is one tab stop: its last focused image (roving tabindex). */
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
  const targets = {
    ArrowRight: () => links[at + 1], ArrowLeft: () => links[at - 1], Home: end(0), End: end(-1),
    ArrowDown: () => inNextRow(links, link, 1), ArrowUp: () => inNextRow(links, link, -1),
  };
  const target = targets[event.key]?.();
  if (!target) return;
  event.preventDefault();
  target.focus();
});

/* The tile whose controls are in the tab order. */
const TILES = "[data-grid] .image-tile:has(> a)";
let stop = null;
function setTabbable(tile, on) {
  for (const control of $$("a, input, button", tile)) control.tabIndex = on ? 0 : -1;
}
function setStop(tile) {
  if (stop && stop !== tile) setTabbable(stop, false);
  stop = tile;
  if (stop) setTabbable(stop, true);
}
on("focusin", TILES, (_, tile) => setStop(tile));
function untab(tiles) {
  for (const tile of tiles) if (tile !== stop) setTabbable(tile, false);
}
onRender(() => {
  const shown = $$(TILES);
  untab(shown);
  setStop(shown.includes(stop) ? stop : shown[0]);
});
/* A removed stop is replaced when scrolling pauses, since finding another costs a frame. */
let timer = 0;
document.addEventListener("studio:rows", ({ detail: { tiles } }) => {
  untab(tiles);
  clearTimeout(timer);
  timer = setTimeout(() => { if (!stop?.isConnected) setStop($$(TILES).find((tile) => tile.getBoundingClientRect().bottom > 0)); }, 100);
});
