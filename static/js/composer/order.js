/* Moves a reference by drag, arrow keys or its menu, and removes it (with Undo). */
import { $, fill, on } from "../lib/dom.js";
import { toast } from "../lib/toast.js";
import { edited, form } from "./form.js";
import { changed, items, list } from "./references.js";

let active = null;
let dragged = null;

function move(item, by) {
  const all = items(), from = all.indexOf(item);
  const to = Math.max(0, Math.min(all.length - 1, from + by));
  if (from === to) return;
  all[to][to < from ? "before" : "after"](item);
  changed();
  $("[data-grip]", item).focus();
  $("[data-ref-live]").textContent = fill(list().dataset.moved, { n: to + 1 });
}

on("keydown", "[data-grip]", (event, grip) => {
  if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
  move(grip.closest("[data-ref]"), /Left|Up/.test(event.key) ? -1 : 1);
});

on("click", "[data-grip]", (_, grip) => { active = grip.closest("[data-ref]"); });
on("click", "[data-move]", (_, button) => {
  if (!active?.isConnected) return;
  if (button.dataset.move) move(active, Number(button.dataset.move));
  else $("[data-ref-del]", active).click();
});

on("click", "[data-ref-del]", (_, button) => {
  const item = button.closest(".ref"), next = item.nextElementSibling, { prompt } = form().elements, text = prompt.value;
  const undoable = item.matches("[data-ref]:not([data-ref-busy])");
  item.dispatchEvent(new CustomEvent("studio:removed", { bubbles: true }));
  item.remove();
  item.number = 0;
  changed();
  ($("[data-grip], [data-ref-files]", next) ?? $("[data-ref-files]"))?.focus();
  if (!undoable) return;
  const { removed, undo } = list().dataset, after = prompt.value;
  toast(removed, {
    label: undo,
    run: () => {
      const same = prompt.value === after;
      (next?.isConnected ? next : $("#ref-add")).before(item);
      changed();
      if (same) { prompt.value = text; edited(prompt); }
    },
  });
});

on("dragstart", "[data-ref]", (event, item) => {
  dragged = item;
  event.dataTransfer.effectAllowed = "move";
  item.classList.add("is-dragging");
});
on("dragover", "[data-ref]", (event, over) => {
  if (!dragged || over === dragged) return;
  event.preventDefault();
  if (items().indexOf(over) > items().indexOf(dragged)) over.after(dragged);
  else over.before(dragged);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragging");
  if (dragged) changed();
  dragged = null;
});

export const isReordering = () => dragged !== null;
