/* The list of references: what is in it, how it is numbered, and how many may still come. */
import { $, $$, fill, onRender } from "../lib/dom.js";

export const list = () => $("[data-refs]");
export const items = () => $$("[data-ref]:not([data-ref-bad])", list() ?? undefined);
export const nameOf = (n) => fill(list().dataset.word, { n });
export const busy = () => $$("[data-ref-busy]").length;
const limit = (name) => Number($("[data-composer]").dataset[name]);

/* How many images the form asks for at most. */
export function imagesAsked() {
  const form = $("[data-composer]");
  if (form.elements.group.value !== "auto") return 1;
  return Math.max(1, Number(form.elements.max_images.value) || 1);
}

/* How many more references may be added: the places left, and what the images leave of the common limit. */
export function placesLeft() {
  return Math.min(limit("maxReferences"), limit("maxTogether") - imagesAsked()) - items().length;
}

/* How many images may be asked for with the references that are there. */
export const imagesAllowed = () => Math.max(1, Math.min(limit("maxImages"), limit("maxTogether") - items().length));

export function addItem(element) {
  $("[data-ref-add-item]", list()).before(element);
  changed();
}

export function fromTemplate(kind) {
  return $(`[data-ref-template=${kind}]`).content.firstElementChild.cloneNode(true);
}

function renumber() {
  items().forEach((item, i) => {
    const name = nameOf(i + 1);
    $("[data-ref-name]", item).textContent = name;
    $$("[data-label]", item).forEach((e) => e.setAttribute("aria-label", fill(e.dataset.label, { name })));
  });
  $("[data-ref-count]").textContent = items().length;
}

function rule() {
  const text = $("[data-ref-rule]"), full = items().length >= limit("maxReferences");
  const values = { max: limit(full ? "maxReferences" : "maxTogether"), refs: items().length, images: imagesAllowed() };
  const together = items().length + imagesAsked() >= limit("maxTogether");
  text.hidden = !full && !together;
  if (!text.hidden) text.textContent = fill(full ? text.dataset.full : text.dataset.together, values);
  $("[data-ref-add]").disabled = $("[data-ref-url]").disabled = placesLeft() <= 0;
}

function paint(edited) {
  if (!list()) return;
  renumber();
  rule();
  document.dispatchEvent(new CustomEvent("studio:references", { detail: { edited } }));
}

/* Call after every change of the list; it repaints and tells the others by `studio:references`. */
export const changed = () => paint(true);
onRender(() => paint(false));
document.addEventListener("input", (event) => { if (event.target.form?.matches("[data-composer]")) rule(); });
