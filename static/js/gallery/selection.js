/* Selecting: how many, ranges with Shift, Ctrl or ⌘ on a picture, Space or X, Ctrl+A, Escape. The checkboxes belong to the form. */
import { $, $$, fill, number, on, onRender } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";
import { pickOf, setPick, tiles } from "./virtual_list.js";

const LONG_PRESS = 500, SLIP = 10; // ms until a long press selects; px that the finger may move meanwhile
const tileOf = (inside) => inside.closest(".image-tile"), isOn = (tile) => pickOf(tile).checked;
const chosen = () => $$("[form=selection]:checked, [data-selection] [name=image]:checked");
let last = null, timer = 0, press = null, wasLongPress = false;

function paint() {
  const bar = $("[data-selection]"), n = chosen().length;
  $("[data-grid]")?.toggleAttribute("data-picking", n > 0);
  if (!bar) return;
  $("[data-count]", bar).textContent = bar.elements.all?.checked ? bar.dataset.all : fill(bar.dataset.text, { n: number(n) });
}

/* Ticks a picture, or with Shift all from the last one that was ticked. */
function tick(tile, on, isRange) {
  const all = tiles(), from = all.indexOf(last), to = all.indexOf(tile);
  const range = isRange && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [tile];
  for (const one of range) setPick(one, on);
  last = tile;
  uncheckAll(on);
  paint();
}

/* “All results” ends with the first tick that is taken off. */
function uncheckAll(on) {
  const all = $("[data-selection]")?.elements.all;
  if (all && !on) all.checked = false;
}

function tickEvery(on) {
  for (const tile of tiles()) setPick(tile, on);
  paint();
}

on("click", ".image-tile [name=image][type=checkbox]", (event, pick) => tick(tileOf(pick), pick.checked, event.shiftKey));
on("click", "[data-grid] .image-tile > a", (event, link) => {
  if (wasLongPress) { wasLongPress = false; return event.preventDefault(); }
  const tile = tileOf(link), isTap = event.pointerType === "touch" && chosen().length;
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !isTap) return;
  event.preventDefault();
  tick(tile, event.shiftKey || !isOn(tile), event.shiftKey);
});
on("change", "[data-selection] [name=all]", (_, all) => tickEvery(all.checked));
on("reset", "[data-selection]", () => {
  last = null;
  for (const tile of tiles()) if (!tile.isConnected) setPick(tile, false);
  setTimeout(paint);
});
on("submit", "[data-selection]", (event) => {
  if (event.submitter?.matches("[data-stays]")) return;
  setTimeout(() => $$("button", event.target).forEach((button) => { button.disabled = true; }));
});
/* Enter in a field presses its own button instead of the form's first one. */
on("keydown", "[data-selection] .tagform input", (event, field) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  field.nextElementSibling.click();
});
addEventListener("pageshow", () => { $$("[data-selection] button").forEach((button) => { if (!button.title) button.disabled = false; }); paint(); });

/* A long press on a picture begins a selection; the browser's own menu for links would cover it. */
function cancelPress() { clearTimeout(timer); press = null; }
on("pointerdown", "[data-grid] .image-tile > a", (event, link) => {
  wasLongPress = false;
  if (event.pointerType !== "touch" || chosen().length) return;
  press = { x: event.clientX, y: event.clientY };
  timer = setTimeout(() => {
    cancelPress();
    tick(tileOf(link), true);
    navigator.vibrate?.(10);
    wasLongPress = true;
  }, LONG_PRESS);
});
document.addEventListener("pointermove", (event) => {
  if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLIP) cancelPress();
}, { passive: true });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, cancelPress);
on("contextmenu", "[data-grid] .image-tile > a", (event) => { if (event.pointerType === "touch") event.preventDefault(); });

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-grid] .image-tile > a"), form = $("[data-selection]");
  if (!form || !tiles().length) return;
  if (event.key === "Escape" && isShortcut(event)) return form.reset();
  if ((event.ctrlKey || event.metaKey) && event.key === "a" && (link || event.target === document.body)) {
    event.preventDefault();
    return tickEvery(true);
  }
  if (link && isShortcut(event) && (event.key === " " || event.key.toLowerCase() === "x")) {
    event.preventDefault();
    return tick(tileOf(link), event.shiftKey || !isOn(tileOf(link)), event.shiftKey);
  }
  const control = /^[ct1-5]$/.test(event.key) && isShortcut(event) && $(`[data-key="${event.key}"]`, form);
  if (!control) return;
  if (link && !chosen().length) tick(tileOf(link), true);
  if (!chosen().length) return;
  event.preventDefault();
  control.click();
});
onRender(paint);
