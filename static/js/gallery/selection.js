/* Selection: its count, ranges with Shift, Ctrl or ⌘ on an image, Space or X, Ctrl+A, Escape. The checkboxes belong to the form. */
import { $, $$, fill, number, on, onRender } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";
import { checkboxOf, setChecked, tiles } from "./virtual_list.js";

const LONG_PRESS = 500, MAX_MOVE = 10; // ms until a long press selects; px that the finger may move
const tileOf = (inside) => inside.closest(".image-tile"), isOn = (tile) => checkboxOf(tile).checked;
const chosen = () => $$("[form=selection]:checked, [data-selection] [name=image]:checked");
let last = null, timer = 0, press = null, wasLongPress = false;

function paint() {
  const bar = $("[data-selection]"), n = chosen().length;
  $("[data-grid]")?.toggleAttribute("data-selecting", n > 0);
  if (!bar) return;
  const counted = n || !bar.dataset.none ? fill(bar.dataset.text, { n: number(n) }) : bar.dataset.none;
  $("[data-count]", bar).textContent = bar.elements.all?.checked ? bar.dataset.all : counted;
  for (const button of $$("[data-needs-selection]", bar)) button.disabled = !n;
}

/* Selects an image, or with Shift a range from the last selected one. */
function select(tile, on, isRange) {
  const all = tiles(), from = all.indexOf(last), to = all.indexOf(tile);
  const range = isRange && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [tile];
  for (const one of range) setChecked(one, on);
  last = tile;
  endAllResults(on);
  paint();
}

/* Deselecting an image ends “All results”. */
function endAllResults(on) {
  const all = $("[data-selection]")?.elements.all;
  if (all && !on) all.checked = false;
}

function selectAll(on) {
  for (const tile of tiles()) setChecked(tile, on);
  paint();
}

on("click", ".image-tile [name=image][type=checkbox]", (event, box) => select(tileOf(box), box.checked, event.shiftKey));
on("click", "[data-grid] .image-tile > a", (event, link) => {
  if (wasLongPress) { wasLongPress = false; return event.preventDefault(); }
  const tile = tileOf(link), isTap = event.pointerType === "touch" && chosen().length;
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !isTap) return;
  event.preventDefault();
  select(tile, event.shiftKey || !isOn(tile), event.shiftKey);
});
on("change", "[data-selection] [name=all]", (_, all) => selectAll(all.checked));
on("reset", "[data-selection]", () => {
  last = null;
  for (const tile of tiles()) if (!tile.isConnected) setChecked(tile, false);
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

/* A long press on an image starts a selection; the browser's link menu would cover it. */
function cancelPress() { clearTimeout(timer); press = null; }
on("pointerdown", "[data-grid] .image-tile > a", (event, link) => {
  wasLongPress = false;
  if (event.pointerType !== "touch" || chosen().length) return;
  press = { x: event.clientX, y: event.clientY };
  timer = setTimeout(() => {
    cancelPress();
    select(tileOf(link), true);
    navigator.vibrate?.(10);
    wasLongPress = true;
  }, LONG_PRESS);
});
document.addEventListener("pointermove", (event) => {
  if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > MAX_MOVE) cancelPress();
}, { passive: true });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, cancelPress);
on("contextmenu", "[data-grid] .image-tile > a", (event) => { if (event.pointerType === "touch") event.preventDefault(); });

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-grid] .image-tile > a"), form = $("[data-selection]");
  if (!form || !tiles().length) return;
  if (event.key === "Escape" && isShortcut(event)) return form.reset();
  if ((event.ctrlKey || event.metaKey) && event.key === "a" && (link || event.target === document.body)) {
    event.preventDefault();
    return selectAll(true);
  }
  if (link && isShortcut(event) && (event.key === " " || event.key.toLowerCase() === "x")) {
    event.preventDefault();
    return select(tileOf(link), event.shiftKey || !isOn(tileOf(link)), event.shiftKey);
  }
  const control = /^[ct1-5]$/.test(event.key) && isShortcut(event) && $(`[data-key="${event.key}"]`, form);
  if (!control) return;
  if (link && !chosen().length) select(tileOf(link), true);
  if (!chosen().length) return;
  event.preventDefault();
  control.click();
});
onRender(paint);
