/* A collection is put into order by dragging, or by Alt and the arrow keys; each move is kept at once. */
import { $, fill, number, on } from "../lib/dom.js";
import { say, toast } from "../lib/toast.js";
import { pickOf, tiles } from "./rows.js";

const ORDERED = "[data-grid][data-order] .shot";
let moving = null;

async function keep(tile, home) {
  const grid = tile.closest("[data-grid]"), all = tiles(), at = all.indexOf(tile), next = all[at + 1];
  const csrfmiddlewaretoken = $("#selection [name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken, image: pickOf(tile).value, before: next ? pickOf(next).value : "" });
  say(fill(grid.dataset.moved, { n: number(at + 1) }));
  const answer = await fetch(grid.dataset.order, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) return;
  home();
  toast(grid.dataset.notMoved);
}

/* Puts the tile before another one of the page (at the end without one), and tells the server. */
function put(tile, before) {
  const next = tile.nextElementSibling, parent = tile.parentElement;
  if (before === tile || before === next) return;
  parent.insertBefore(tile, before);
  document.dispatchEvent(new Event("studio:reflow"));
  keep(tile, () => parent.insertBefore(tile, next));
}

on("dragstart", ORDERED, (event, tile) => {
  moving = tile;
  tile.classList.add("is-moving");
  event.dataTransfer.effectAllowed = "move";
});
on("dragover", ORDERED, (event) => { if (moving) event.preventDefault(); });
on("drop", ORDERED, (event, tile) => {
  if (!moving) return;
  event.preventDefault();
  const box = tile.getBoundingClientRect(), isBefore = event.clientX < box.x + box.width / 2;
  put(moving, isBefore ? tile : tile.nextElementSibling);
});
document.addEventListener("dragend", () => { moving?.classList.remove("is-moving"); moving = null; });

on("keydown", `${ORDERED} > a`, (event, link) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  const all = tiles(), tile = link.closest(".shot"), goal = all.indexOf(tile) + step;
  if (!all[goal]?.isConnected) return;
  put(tile, step < 0 ? all[goal] : all[goal].nextElementSibling);
  link.focus();
});
