/* A collection is put into order by dragging, or by Alt and the arrow keys; each move is saved at once. */
import { $, fill, number, on, onRender } from "../lib/dom.js";
import { announce, toast } from "../lib/toast.js";
import { drop, move, pickOf, tiles } from "./virtual_list.js";

const ORDERED = "[data-grid][data-order] .image-tile";
let moving = null, over = null, saving = Promise.resolve();

/* One after the other: a move refers to the order after the moves before it. */
async function saveMove(tile, revert) {
  const grid = tile.closest("[data-grid]"), all = tiles(), at = all.indexOf(tile), next = all[at + 1];
  const csrfmiddlewaretoken = $("#selection [name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken, image: pickOf(tile).value });
  // The last one here need not be the last of all: more may come when the page is scrolled.
  if (next) body.set("before", pickOf(next).value);
  else body.set("after", pickOf(all[at - 1]).value);
  announce(fill(grid.dataset.moved, { n: number(at + 1) }));
  const send = () => fetch(grid.dataset.order, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } });
  saving = saving.then(send).catch(() => null);
  if ((await saving)?.ok) return;
  revert();
  toast(grid.dataset.notMoved);
}

const after = (tile) => { const all = tiles(); return all[all.indexOf(tile) + 1]; };

/* Puts the tile before another one of the page (at the end without one), and saves it on the server. */
function moveTo(tile, before) {
  const next = after(tile);
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
/* Shows on which side of a tile it would be inserted. */
function point(tile, side) {
  if (over && over !== tile) delete over.dataset.drop;
  over = tile;
  if (over) over.dataset.drop = side;
}
on("dragover", ORDERED, (event, tile) => {
  if (!moving) return;
  event.preventDefault();
  point(tile, isBefore(event, tile) ? "before" : "after");
});
on("drop", ORDERED, (event, tile) => {
  if (!moving) return;
  event.preventDefault();
  moveTo(moving, isBefore(event, tile) ? tile : after(tile));
});
document.addEventListener("dragend", () => { moving?.classList.remove("is-moving"); moving = null; point(null); });

on("keydown", `${ORDERED} > a`, (event, link) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  const all = tiles(), tile = link.closest(".image-tile"), target = all.indexOf(tile) + step;
  if (!all[target]?.isConnected) return;
  moveTo(tile, step < 0 ? all[target] : all[target + 1]);
  link.focus();
});

/* What was put behind the last one comes once more with the next page. */
onRender(() => {
  const seen = new Set();
  if ($("[data-grid][data-order]")) for (const tile of tiles()) {
    const { value } = pickOf(tile);
    if (seen.has(value)) drop(tile);
    seen.add(value);
  }
});
