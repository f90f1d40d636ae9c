/* Only rows near the viewport are in the DOM, so that ten thousand images cost the browser no more than a hundred. CSS lays out
   the first page; from the first scroll on, every tile's position is computed, just as CSS would place it, and adding
   or removing tiles moves no others. A checkbox stays in the form when its tile is removed. */
import { $, $$, onRender } from "../lib/dom.js";
import { rowsOf } from "./justify.js";

const SEEN = 0.5, NEAR = 1.5, FAR = 2.5; // screens above and below: add rows at once, add, remove
const ROWS = 1; // off-screen rows added per frame
let grid = null, isManaged = false, focused = null;
let all = [], rows = [], from = 0, to = 0; // rows from…to - 1 are in the DOM

const detached = Object.assign(document.createElement("div"), { className: "tile-checkbox", hidden: true });
const shown = () => $$(":scope > .image-tile", grid);
const px = (value) => `${value}px`;

/* All tiles in order, in the DOM or not. */
export function tiles() {
  if (!grid) return [];
  return isManaged ? [...all] : shown();
}

export const checkboxOf = (tile) => tile.checkbox ??= $("[name=image]", tile);

/* Sets a checkbox; that of a removed tile is kept next to the grid, in the form. */
export function setChecked(tile, on) {
  checkboxOf(tile).checked = on;
  if (!tile.isConnected && on) detachCheckbox(tile);
}

function detachCheckbox(tile) {
  if (detached.contains(checkboxOf(tile))) return;
  tile.checkboxParent = tile.checkbox.parentElement;
  detached.append(tile.checkbox);
}

function hide(row) {
  for (const tile of row.tiles) {
    if (tile.contains(document.activeElement)) focused = document.activeElement;
    if (checkboxOf(tile).checked) detachCheckbox(tile);
    tile.remove();
  }
}

/* Positions a row and inserts its missing tiles. */
function show(at) {
  const row = rows[at], next = rows[at + 1]?.tiles[0];
  let before = next?.isConnected ? next : null;
  for (const [n, tile] of [...row.tiles.entries()].reverse()) {
    const { x, width } = row.places[n];
    Object.assign(tile.style, { insetBlockStart: px(row.top), insetInlineStart: px(x), inlineSize: px(width), blockSize: px(row.height) });
    if (detached.contains(tile.checkbox)) tile.checkboxParent.prepend(tile.checkbox);
    if (!tile.isConnected) grid.insertBefore(tile, before);
    before = tile;
  }
  if (row.tiles.some((tile) => tile.contains(focused)) && document.activeElement === document.body) focused.focus({ preventScroll: true });
}

/* Lays out the rows from number `first` on. */
function layOut(first) {
  const style = getComputedStyle(grid), above = rows[first - 1], start = rows[first]?.start ?? 0;
  const [gap, row, min, max] = ["--gap", "--row", "--least", "--most"].map((name) => parseFloat(style.getPropertyValue(name)));
  const top = above ? above.top + above.height + gap : 0, room = grid.getBoundingClientRect().width;
  rows = [...rows.slice(0, first), ...rowsOf(all.slice(start), { start, top, room, gap, row, min, max })];
  const last = rows.at(-1);
  grid.style.blockSize = px(last ? last.top + last.height : 0);
}

const rowOf = (tile) => { const at = all.indexOf(tile); return rows.findIndex((row) => at < row.start + row.tiles.length); };

/* Takes over the layout from CSS. */
function takeOver() {
  if (isManaged) return;
  isManaged = true;
  all = shown();
  layOut(0);
  grid.toggleAttribute("data-placed", true);
  [from, to] = [0, rows.length];
  for (let at = to - 1; at >= from; at--) show(at);
}

/* Drops known tiles: an old image shared just now is at the top and at its old place. */
function unknown(more) {
  const known = new Set(all.map((tile) => checkboxOf(tile).value));
  return more.filter((tile) => !known.has(checkboxOf(tile).value));
}

/* Adds new tiles at the top; off screen in separate rows, so that the existing rows stay. */
function addFirst(more) {
  takeOver();
  all[0].startsRow = scrollY > 0;
  all.unshift(...unknown(more));
  relayout();
}

/* Appends loaded tiles, continuing the last row. */
function addLast(more) {
  takeOver();
  const first = Math.max(0, rows.length - 1), isShown = to === rows.length && to > from;
  all.push(...unknown(more));
  layOut(first);
  if (isShown) show(first);
  scheduleUpdate();
}

/* Lays out everything again after a change of width, row height or order. The visible tiles stay where they
   were, except at the very top, where new ones must be visible. */
function relayout() {
  if (!isManaged) return;
  const inPage = all.filter((tile) => tile.isConnected), top = () => grid.getBoundingClientRect().top;
  const seen = inPage.find((tile) => tile.getBoundingClientRect().bottom > 0), oldTop = seen?.getBoundingClientRect().top;
  layOut(0);
  [from, to] = inPage.length ? [rowOf(inPage[0]), rowOf(inPage.at(-1)) + 1] : [0, 0];
  for (let at = to - 1; at >= from; at--) show(at);
  if (seen && scrollY > 0) scrollBy({ top: top() + rows[rowOf(seen)].top - oldTop, behavior: "instant" });
  update();
}

/* Adds the rows near the viewport and removes those far away. */
function update() {
  if (!grid) return;
  takeOver();
  const top = -grid.getBoundingClientRect().top, screen = innerHeight, before = [from, to];
  const within = (screens) => {
    const [start, end] = [top - screens * screen, top + (1 + screens) * screen];
    const isBefore = (row) => row.top + row.height < start, isAfter = (row) => row.top > end;
    const first = rows.findIndex((row) => !isBefore(row)), next = rows.findIndex(isAfter);
    return [first < 0 ? rows.length : first, next < 0 ? rows.length : next];
  };
  const far = within(FAR), near = within(NEAR), seen = within(SEEN), added = [];
  for (let at = from; at < to; at++) if (at < far[0] || at >= far[1]) hide(rows[at]);
  [from, to] = [Math.max(from, far[0]), Math.min(to, far[1])];
  if (from >= to) from = to = seen[0];
  let free = ROWS;
  const add = (at) => { show(at); added.push(...rows[at].tiles); };
  while (from > near[0] && (from > seen[0] || free-- > 0)) add(--from);
  while (to < near[1] && (to < seen[1] || free-- > 0)) add(to++);
  if (free < 0) scheduleUpdate();
  if (before[0] !== from || before[1] !== to) document.dispatchEvent(new CustomEvent("studio:rows", { detail: { tiles: added } }));
}

/* Scrolls to a tile and adds it to the DOM. */
export function reveal(tile) {
  takeOver();
  const { top, height } = rows[rowOf(tile)], at = grid.getBoundingClientRect().top + top;
  if (at < 0 || at + height > innerHeight) scrollBy({ top: at - innerHeight / 2, behavior: "instant" });
  update();
}

/* Moves a tile before another one, or to the end. */
export function move(tile, before) {
  takeOver();
  tile.remove();
  all.splice(all.indexOf(tile), 1);
  all.splice(before ? all.indexOf(before) : all.length, 0, tile);
  relayout();
}

export function drop(tile) {
  takeOver();
  tile.remove();
  all.splice(all.indexOf(tile), 1);
  relayout();
}

let frame = 0, width = 0;
const scheduleUpdate = () => { if (!frame) frame = requestAnimationFrame(() => { frame = 0; update(); }); };
const widths = new ResizeObserver(([entry]) => {
  const now = entry.contentRect.width;
  if (width && now !== width) relayout();
  width = now;
});

onRender(() => {
  const now = $("[data-grid]");
  if (now === grid) return;
  widths.disconnect();
  [grid, isManaged, focused, width, all, rows, from, to] = [now, false, null, 0, [], [], 0, 0];
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
    else addLast(more);
  }
});
addEventListener("scroll", scheduleUpdate, { passive: true });
document.addEventListener("studio:reflow", relayout);
