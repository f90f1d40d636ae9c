/* Selecting: how many, ranges with Shift, Ctrl or ⌘ on a picture, Space or X, Ctrl+A, Escape. The ticks are the form's. */
import { $, $$, fill, number, on, onRender } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

const picks = () => $$("[data-grid] .pick input"), pickOf = (inside) => $(".pick input", inside.closest(".shot"));
let last = null;

function paint() {
  const bar = $("[data-selection]"), n = $$("[form=selection]:checked").length;
  if (!bar) return;
  $("[data-count]", bar).textContent = bar.elements.all?.checked ? bar.dataset.all : fill(bar.dataset.text, { n: number(n) });
}

/* Ticks a picture, or with Shift all from the last one that was ticked. */
function tick(pick, on, isRange) {
  const all = picks(), from = all.indexOf(last), to = all.indexOf(pick);
  const range = isRange && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [pick];
  for (const one of range) one.checked = on;
  last = pick;
  uncheckAll(on);
  paint();
}

/* “All results” ends with the first tick that is taken off. */
function uncheckAll(on) {
  const all = $("[data-selection]")?.elements.all;
  if (all && !on) all.checked = false;
}

on("click", ".pick input", (event, pick) => tick(pick, pick.checked, event.shiftKey));
on("click", "[data-grid] .shot > a", (event, link) => {
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
  event.preventDefault();
  tick(pickOf(link), event.shiftKey || !pickOf(link).checked, event.shiftKey);
});
on("change", "[data-selection] [name=all]", (_, all) => {
  for (const one of picks()) one.checked = all.checked;
  paint();
});
on("reset", "[data-selection]", () => { last = null; setTimeout(paint); });
on("submit", "[data-selection]", (event) => {
  if (event.submitter?.matches("[data-stays]")) return;
  setTimeout(() => $$("button", event.target).forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", () => { $$("[data-selection] button").forEach((button) => { if (!button.title) button.disabled = false; }); paint(); });

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-grid] .shot > a"), form = $("[data-selection]");
  if (!form || !picks().length) return;
  if (event.key === "Escape" && isShortcut(event)) return form.reset();
  if ((event.ctrlKey || event.metaKey) && event.key === "a" && (link || event.target === document.body)) {
    event.preventDefault();
    for (const one of picks()) one.checked = true;
    return paint();
  }
  if (link && isShortcut(event) && (event.key === " " || event.key.toLowerCase() === "x")) {
    event.preventDefault();
    const pick = pickOf(link);
    return tick(pick, event.shiftKey || !pick.checked, event.shiftKey);
  }
  const control = /^[t1-5]$/.test(event.key) && isShortcut(event) && $(`[data-key="${event.key}"]`, form);
  if (!control) return;
  if (link && !$$("[form=selection]:checked").length) tick(pickOf(link), true);
  if (!$$("[form=selection]:checked").length) return;
  event.preventDefault();
  control.click();
});
onRender(paint);
