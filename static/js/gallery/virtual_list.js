/* Only rows near the screen are in the page, so that ten thousand images cost the browser no more than a hundred. CSS lays out
   the first ones; from the first scroll on, the position of every tile is computed, just as CSS would place it, and adding
   or removing tiles moves nothing else. A checkbox stays in the form when its tile is removed. */
import { $, $$, onRender } from "../lib/dom.js";
import { rowsOf } from "./justify.js";

const SEEN = 0.5, NEAR = 1.5, FAR = 2.5; // screens above and below: rows come at once, come, and leave
const ROWS = 1; // that come in one frame, of those that nobody can see yet
let grid = null, isOurs = false, focused = null;
let all = [], rows = [], from = 0, to = 0; // the rows from…to - 1 are in the page

const detached = Object.assign(document.createElement("div"), { className: "pick", hidden: true });
const shown = () => $$(":scope > .image-tile", grid);
const px = (value) => `${value}px`;

/* All tiles in their order, in the page or not. */
export function tiles() {
  if (!grid) return [];
  return isOurs ? [...all] : shown();
}

export const pickOf = (tile) => tile.pick ??= $("[name=image]", tile);

/* Checks it; the checkbox of a removed tile is kept next to the grid, as a part of the form. */
export function setPick(tile, on) {
  pickOf(tile).checked = on;
  if (!tile.isConnected && on) detachPick(tile);
}

function detachPick(tile) {
  if (detached.contains(pickOf(tile))) return;
  tile.pickHome = tile.pick.parentElement;
  detached.append(tile.pick);
}

function hide(row) {
  for (const tile of row.tiles) {
    if (tile.contains(document.activeElement)) focused = document.activeElement;
    if (pickOf(tile).checked) detachPick(tile);
    tile.remove();
  }
}

/* Puts a row where it belongs; what is in the page already stays. */
function show(at) {
  const row = rows[at], next = rows[at + 1]?.tiles[0];
  let before = next?.isConnected ? next : null;
  for (const [n, tile] of [...row.tiles.entries()].reverse()) {
    const { x, width } = row.places[n];
    Object.assign(tile.style, { insetBlockStart: px(row.top), insetInlineStart: px(x), inlineSize: px(width), blockSize: px(row.height) });
    if (detached.contains(tile.pick)) tile.pickHome.prepend(tile.pick);
    if (!tile.isConnected) grid.insertBefore(tile, before);
    before = tile;
  }
  if (row.tiles.some((tile) => tile.contains(focused)) && document.activeElement === document.body) focused.focus({ preventScroll: true });
}

/* Lays out the rows from number `first` on. */
function layOut(first) {
  const style = getComputedStyle(grid), above = rows[first - 1], start = rows[first]?.start ?? 0;
  const [gap, row, least, most] = ["--gap", "--row", "--least", "--most"].map((name) => parseFloat(style.getPropertyValue(name)));
  const top = above ? above.top + above.height + gap : 0, room = grid.getBoundingClientRect().width;
  rows = [...rows.slice(0, first), ...rowsOf(all.slice(start), { start, top, room, gap, row, least, most })];
  const last = rows.at(-1);
  grid.style.blockSize = px(last ? last.top + last.height : 0);
}

const rowOf = (tile) => { const at = all.indexOf(tile); return rows.findIndex((row) => at < row.start + row.tiles.length); };

/* Takes over the layout of the tiles from CSS. */
function take() {
  if (isOurs) return;
  isOurs = true;
  all = shown();
  layOut(0);
  grid.toggleAttribute("data-placed", true);
  [from, to] = [0, rows.length];
  for (let at = to - 1; at >= from; at--) show(at);
}

/* Those of the tiles that are not among ours: an old image that was shared a moment ago stands at the top, and at its place. */
function others(more) {
  const known = new Set(all.map((tile) => pickOf(tile).value));
  return more.filter((tile) => !known.has(pickOf(tile).value));
}

/* New tiles come before all others: in rows of their own, when these are not in sight, so that what is keeps its rows. */
function addFirst(more) {
  take();
  all[0].startsRow = scrollY > 0;
  all.unshift(...others(more));
  regroup();
}

/* More tiles have been loaded; they go on in the row that was the last. */
function add(more) {
  take();
  const first = Math.max(0, rows.length - 1), isShown = to === rows.length && to > from;
  all.push(...others(more));
  layOut(first);
  if (isShown) show(first);
  soon();
}

/* Lays out everything again: the width, the height of rows, or the order has changed. The visible tiles stay where they
   were, except at the very top, where new ones must be visible. */
function regroup() {
  if (!isOurs) return;
  const there = all.filter((tile) => tile.isConnected), top = () => grid.getBoundingClientRect().top;
  const seen = there.find((tile) => tile.getBoundingClientRect().bottom > 0), was = seen?.getBoundingClientRect().top;
  layOut(0);
  [from, to] = there.length ? [rowOf(there[0]), rowOf(there.at(-1)) + 1] : [0, 0];
  for (let at = to - 1; at >= from; at--) show(at);
  if (seen && scrollY > 0) scrollBy({ top: top() + rows[rowOf(seen)].top - was, behavior: "instant" });
  settle();
}

/* Adds the rows near the screen and removes those far away. */
function settle() {
  if (!grid) return;
  take();
  const top = -grid.getBoundingClientRect().top, screen = innerHeight, before = [from, to];
  const within = (screens) => {
    const [start, end] = [top - screens * screen, top + (1 + screens) * screen];
    const isBefore = (row) => row.top + row.height < start, isAfter = (row) => row.top > end;
    const first = rows.findIndex((row) => !isBefore(row)), next = rows.findIndex(isAfter);
    return [first < 0 ? rows.length : first, next < 0 ? rows.length : next];
  };
  const far = within(FAR), near = within(NEAR), seen = within(SEEN), fresh = [];
  for (let at = from; at < to; at++) if (at < far[0] || at >= far[1]) hide(rows[at]);
  [from, to] = [Math.max(from, far[0]), Math.min(to, far[1])];
  if (from >= to) from = to = seen[0];
  let free = ROWS;
  const come = (at) => { show(at); fresh.push(...rows[at].tiles); };
  while (from > near[0] && (from > seen[0] || free-- > 0)) come(--from);
  while (to < near[1] && (to < seen[1] || free-- > 0)) come(to++);
  if (free < 0) soon();
  if (before[0] !== from || before[1] !== to) document.dispatchEvent(new CustomEvent("studio:rows", { detail: { tiles: fresh } }));
}

/* Brings a tile into the page and onto the screen. */
export function reveal(tile) {
  take();
  const { top, height } = rows[rowOf(tile)], at = grid.getBoundingClientRect().top + top;
  if (at < 0 || at + height > innerHeight) scrollBy({ top: at - innerHeight / 2, behavior: "instant" });
  settle();
}

/* Puts a tile before another one, or at the end. */
export function move(tile, before) {
  take();
  tile.remove();
  all.splice(all.indexOf(tile), 1);
  all.splice(before ? all.indexOf(before) : all.length, 0, tile);
  regroup();
}

export function drop(tile) {
  take();
  tile.remove();
  all.splice(all.indexOf(tile), 1);
  regroup();
}

let asked = 0, width = 0;
const soon = () => { if (!asked) asked = requestAnimationFrame(() => { asked = 0; settle(); }); };
const widths = new ResizeObserver(([entry]) => {
  const now = entry.contentRect.width;
  if (width && now !== width) regroup();
  width = now;
});

onRender(() => {
  const now = $("[data-grid]");
  if (now === grid) return;
  widths.disconnect();
  [grid, isOurs, focused, width, all, rows, from, to] = [now, false, null, 0, [], [], 0, 0];
  if (!grid) return;
  grid.after(detached);
  detached.replaceChildren();
  widths.observe(grid);
});
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { target, fragment, swapSpec } of tasks) {
    if (!grid || target !== grid) continue;
    const more = $$(".image-tile", fragment);
    for (const tile of more) tile.remove();
    if (swapSpec.style === "afterbegin") addFirst(more);
    else add(more);
  }
});
addEventListener("scroll", soon, { passive: true });
document.addEventListener("studio:reflow", regroup);
