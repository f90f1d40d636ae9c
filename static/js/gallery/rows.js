/* Only rows near the screen are in the page. Those far above and below wait here, and two spacers keep their place, so that
   ten thousand images cost the browser no more than a hundred. A tick stays in the form though its tile has left. */
import { $, $$, onRender } from "../lib/dom.js";

const NEAR = 2, FAR = 4; // screens: rows come back at NEAR; when one is beyond FAR, all beyond NEAR + 1 leave
const AT_ONCE = 30, THEN = 10; // of what has been loaded: the tiles of the first frame, and of each that follows
const above = [], below = []; // rows that have left, { tiles, top, bottom } in pixels of the grid; the nearest is the last
const coming = []; // tiles that have been loaded, the next first
let grid = null, left = null, hasLeft = false;

const spacer = () => {
  const item = Object.assign(document.createElement("li"), { className: "gap", hidden: true });
  item.ariaHidden = "true";
  return item;
};
const head = spacer(), tail = spacer();
const parked = Object.assign(document.createElement("div"), { className: "pick", hidden: true });
const shown = () => [...grid.children].filter((item) => item.matches(".shot"));

/* All tiles in their order, in the page or not. */
export function tiles() {
  if (!grid) return [];
  const out = (rows) => rows.flatMap((row) => row.tiles);
  return [...out(above), ...shown(), ...out(below.toReversed()), ...coming];
}

export const pickOf = (tile) => tile.pick ??= $("[name=image]", tile);

/* Ticks it; the tick of a tile that has left lies beside the grid, as a part of the form. */
export function setPick(tile, on) {
  pickOf(tile).checked = on;
  if (!tile.isConnected && on) park(tile);
}

function park(tile) {
  if (parked.contains(pickOf(tile))) return;
  tile.pickHome = tile.pick.parentElement;
  parked.append(tile.pick);
}

function detach(row) {
  for (const tile of row.tiles) {
    if (tile.contains(document.activeElement)) left = document.activeElement;
    if (pickOf(tile).checked) park(tile);
    tile.remove();
  }
  hasLeft = true;
}

function attach(row, before) {
  for (const tile of row.tiles) {
    if (parked.contains(tile.pick)) tile.pickHome.prepend(tile.pick);
    grid.insertBefore(tile, before);
  }
  if (row.tiles.some((tile) => tile.contains(left)) && document.activeElement === document.body) left.focus({ preventScroll: true });
}

function rowsShown(origin) {
  const rows = [];
  for (const tile of shown()) {
    const box = tile.getBoundingClientRect(), top = box.top - origin, row = rows.at(-1);
    if (row && Math.abs(row.top - top) < 2) row.tiles.push(tile);
    else rows.push({ tiles: [tile], top, bottom: box.bottom - origin });
  }
  return rows;
}

/* What is far from the screen leaves. */
function clear(origin, screen) {
  const ends = shown(), first = ends[0], last = ends.at(-1);
  if (!first) return;
  const isFar = first.getBoundingClientRect().bottom < -FAR * screen || last.getBoundingClientRect().top > (FAR + 1) * screen;
  if (!isFar) return;
  const rows = rowsShown(origin);
  for (const row of rows.filter((one) => one.bottom + origin < -(NEAR + 1) * screen)) { detach(row); above.push(row); }
  for (const row of rows.filter((one) => one.top + origin > (NEAR + 2) * screen).toReversed()) { detach(row); below.push(row); }
}

/* What is near the screen is there; after a leap, rows change sides without having been in the page. */
function fill(origin, screen) {
  const isUnder = (row) => row.top + origin > (NEAR + 1) * screen, isOver = (row) => row.bottom + origin < -NEAR * screen;
  while (above.length && isUnder(above.at(-1))) below.push(above.pop());
  while (below.length && isOver(below.at(-1))) above.push(below.pop());
  while (above.length && !isOver(above.at(-1))) attach(above.pop(), head.nextSibling);
  while (below.length && !isUnder(below.at(-1))) attach(below.pop(), tail);
}

/* Sixty tiles at once would hold up the frame that they come in. */
function arrive() {
  if (below.length || !coming.length) return;
  for (const tile of coming.splice(0, THEN)) grid.insertBefore(tile, tail);
  soon();
}

function size(item, height) {
  item.hidden = !height;
  item.style.blockSize = `${height}px`;
}

function settle() {
  if (!grid) return;
  const origin = grid.getBoundingClientRect().top, screen = innerHeight;
  clear(origin, screen);
  fill(origin, screen);
  size(head, above.length ? above.at(-1).bottom : 0);
  size(tail, below.length ? below[0].bottom - below.at(-1).top : 0);
  grid.toggleAttribute("data-cut", below.length > 0);
  arrive();
  if (hasLeft) document.dispatchEvent(new Event("studio:rows"));
  hasLeft = false;
}

/* All rows come back: their width or number changes. What was seen stays where it was. */
function unfold() {
  const seen = shown().find((tile) => tile.getBoundingClientRect().bottom > 0), was = seen?.getBoundingClientRect().top;
  while (above.length) attach(above.pop(), head.nextSibling);
  while (below.length) attach(below.pop(), tail);
  for (const tile of coming.splice(0)) grid.insertBefore(tile, tail);
  size(head, 0);
  size(tail, 0);
  if (seen) scrollBy({ top: seen.getBoundingClientRect().top - was, behavior: "instant" });
  settle();
}

/* Brings a tile into the page and onto the screen. */
export function reveal(tile) {
  if (coming.includes(tile)) unfold();
  const row = [...above, ...below].find((one) => one.tiles.includes(tile));
  if (!row) return;
  scrollBy({ top: grid.getBoundingClientRect().top + row.top - innerHeight / 2, behavior: "instant" });
  settle();
}

let asked = 0, width = 0;
const soon = () => { asked ||= requestAnimationFrame(() => { asked = 0; settle(); }); };
const widths = new ResizeObserver(([entry]) => {
  const now = entry.contentRect.width;
  if (width && now !== width) unfold();
  width = now;
});

onRender(() => {
  const now = $("[data-grid]");
  if (now !== grid) {
    widths.disconnect();
    [grid, left, width, above.length, below.length, coming.length] = [now, null, 0, 0, 0, 0];
    if (!grid) return;
    grid.prepend(head);
    grid.after(parked);
    parked.replaceChildren();
    widths.observe(grid);
  }
  // What has just been loaded stands behind the spacer, and goes on in the row that was the last.
  if (below.length) unfold();
  grid?.append(tail);
  if (coming.length) soon();
});
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { target, fragment } of tasks) {
    if (!grid || target !== grid) continue;
    if (coming.length) unfold();
    for (const tile of $$(".shot", fragment).slice(AT_ONCE)) { tile.remove(); coming.push(tile); }
  }
});
addEventListener("scroll", soon, { passive: true });
document.addEventListener("studio:reflow", unfold);
