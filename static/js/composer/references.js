/* The list of references: its items, their numbers, and how many more fit. */
import { $, $$, fill, onRender } from "../lib/dom.js";
import { edited, form, onEdit } from "./form.js";

export const list = () => $("[data-refs]");
export const items = () => $$("[data-ref]:not([data-ref-bad])", list() ?? undefined);
export const nameOf = (n) => fill(list().dataset.word, { n });
export const busy = () => $$("[data-ref-busy]").length;
const limit = (name) => Number(form().dataset[name]);

/* The most images that the form asks for. */
export function imagesAsked() {
  const { group, max_images } = form().elements;
  return group.value === "auto" ? Math.max(1, max_images.value) : 1;
}

/* How many more references fit, within their own limit and the one shared with the images. */
export function placesLeft() {
  return Math.min(limit("maxReferences"), limit("maxTogether") - imagesAsked()) - items().length;
}

/* The most images allowed with the current references. */
export const imagesAllowed = () => Math.max(1, Math.min(limit("maxImages"), limit("maxTogether") - items().length));

export function addItem(element) {
  $("#ref-add").before(element);
  changed();
}

export function fromTemplate(kind) {
  return $(`[data-ref-template=${kind}]`).content.firstElementChild.cloneNode(true);
}

/* Returns the new number for each old one. */
function renumber() {
  const now = {};
  items().forEach((item, i) => {
    const name = nameOf(i + 1);
    if (item.number) now[item.number] = i + 1;
    item.number = i + 1;
    $("[data-ref-name]", item).textContent = name;
    $$("[data-label]", item).forEach((e) => e.setAttribute("aria-label", fill(e.dataset.label, { name })));
  });
  return now;
}

const HAN = "一二三四五六七八九十";
const N = `(?:\\d{1,2}|十?[${HAN}])(?![\\d:：x×张幅维只个位])`;
const MENTIONS = new RegExp(`(图片?\\s*${N}(\\s*[、和与]\\s*${N})*|\\bimage\\s*${N}|\\bimages\\s*${N}(\\s*(,|and|&)\\s*${N})*)`, "gi");
const parse = (text) => Number(text) || [...text].reduce((sum, one) => sum + HAN.indexOf(one) + 1, 0);

/* Renumbers mentions in the prompt; a removed reference becomes “?”. */
function updateMentions(now, before) {
  const field = form().elements.prompt;
  const value = field.value.replace(MENTIONS, (mention) => mention.replace(new RegExp(N, "g"), (text) => {
    const n = parse(text), to = now[n] ?? (n > before ? n : "?");
    return to === n ? text : to;
  }));
  if (value !== field.value) field.value = value;
}

/* Shows file errors below the list while their tile exists. */
function moveErrors() {
  const place = $("[data-ref-messages]");
  $$(".message", place).forEach((message) => { if (message.tile && !message.tile.isConnected) message.remove(); });
  $$("[data-ref-bad] > .message", list()).forEach((message) => {
    message.tile = message.parentElement;
    place.prepend(message);
  });
}

function paintLimit() {
  const text = $("[data-ref-rule]"), taken = items().length, full = taken >= limit("maxReferences");
  const values = { max: limit(full ? "maxReferences" : "maxTogether"), refs: taken, images: imagesAllowed() };
  text.hidden = !full && taken + imagesAsked() < limit("maxTogether");
  text.textContent = fill(full ? text.dataset.full : text.dataset.together, values);
  $$("[data-ref-more]").forEach((button) => { button.disabled = placesLeft() <= 0; });
  $("[data-ref-count]").textContent = taken;
  $("[data-mention-open]").disabled = !taken;
}

let last = items().length;
/* Call after each change of the list. */
export function changed() {
  const before = last;
  last = items().length;
  updateMentions(renumber(), before);
  moveErrors();
  edited();
}
onEdit(paintLimit);
onRender(() => {
  if (!list()) return;
  const before = last;
  renumber();
  last = items().length;
  moveErrors();
  paintLimit();
  if (last !== before) edited();
});
