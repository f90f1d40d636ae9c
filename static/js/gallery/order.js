/* Reorders a collection by dragging, or by Alt and the arrow keys; each move is saved at once. */
import { $, fill, number, on, onRender } from "../lib/dom.js";
import { announce, toast } from "../lib/toast.js";
import { drop, move, checkboxOf, tiles } from "./virtual_list.js";

const ORDERED = "[data-grid][data-order] .image-tile";
let moving = null, over = null, saving = Promise.resolve();

/* In sequence, since each move refers to the order that the previous one left. */
async function saveMove(tile, revert) {
  const grid = tile.closest("[data-grid]"), all = tiles(), at = all.indexOf(tile), next = all[at + 1];
  const csrfmiddlewaretoken = $("#selection [name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken, image: checkboxOf(tile).value });
  // The last tile here may not be the last of all: scrolling may load more.
  if (next) body.set("before", checkboxOf(next).value);
  else body.set("after", checkboxOf(all[at - 1]).value);
  announce(fill(grid.dataset.moved, { n: number(at + 1) }));
  const send = () => fetch(grid.dataset.order, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } });
  saving = saving.then(send).catch(() => null);
  if ((await saving)?.ok) return;
  revert();
  toast(grid.dataset.notMoved);
}

const nextOf = (tile) => { const all = tiles(); return all[all.indexOf(tile) + 1]; };

/* Moves the tile before another one (or to the end), and saves it on the server. */
function moveTo(tile, before) {
  const next = nextOf(tile);
  if (before === tile || before === next) return;
  move(tile, before);
  saveMove(tile, () => move(tile, next));
}

on("dragstart", ORDERED, (event, tile) => {
  moving = tile;
  tile.classList.add("is-moving");
  event.dataTransfer.effectAllowed = "move";
});
const isBefore = (event, tile) => {
  const box = tile.getBoundingClientRect();
  return event.clientX < box.x + box.width / 2;
};
/* Shows on which side of a tile it would be dropped. */
function markDrop(tile, side) {
  if (over && over !== tile) delete over.dataset.drop;
  over = tile;
  if (over) over.dataset.drop = side;
}
on("dragover", ORDERED, (event, tile) => {
  if (!moving) return;
  event.preventDefault();
  markDrop(tile, isBefore(event, tile) ? "before" : "after");
});
on("drop", ORDERED, (event, tile) => {
  if (!moving) return;
  event.preventDefault();
  moveTo(moving, isBefore(event, tile) ? tile : nextOf(tile));
});
document.addEventListener("dragend", () => { moving?.classList.remove("is-moving"); moving = null; markDrop(null); });

on("keydown", `${ORDERED} > a`, (event, link) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  const all = tiles(), tile = link.closest(".image-tile"), target = all.indexOf(tile) + step;
  if (!all[target]?.isConnected) return;
  moveTo(tile, step < 0 ? all[target] : all[target + 1]);
  link.focus();
});

/* A tile moved past the last one is loaded again with the next page. */
onRender(() => {
  const seen = new Set();
  if ($("[data-grid][data-order]")) for (const tile of tiles()) {
    const { value } = checkboxOf(tile);
    if (seen.has(value)) drop(tile);
    seen.add(value);
  }
});
