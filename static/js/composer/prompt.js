/* The prompt's length meter, and inserting "Image N" by its menu or by “@”. */
import { $, $$, fill, on, onRender } from "../lib/dom.js";
import { edited } from "./form.js";
import { items, nameOf } from "./references.js";

const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{Script=Latin}\d][\p{Script=Latin}\d'’.-]*/gu;
const count = (text, pattern) => (text.match(pattern) || []).length;
let focused = false;

function measure() {
  const box = $("[data-prompt]");
  if (!box) return;
  const text = $("textarea", box).value, han = count(text, HAN), words = count(text, WORD);
  const share = han / 300 + words / 600, out = $("[data-len]"), bar = $("progress", box);
  out.textContent = han > words / 2 ? fill(out.dataset.han, { n: han }) : fill(out.dataset.words, { n: words });
  bar.value = Math.min(1, share);
  bar.dataset.s = share > 1 ? "warn" : "ink";
  box.classList.toggle("is-over", share > 1);
}

/* Replaces the selection and the “@” before it; appends when the field was never focused. */
function insert(name) {
  const field = $("#prompt");
  if (!focused) field.setSelectionRange(field.value.length, field.value.length);
  const { selectionStart, selectionEnd: end } = field;
  const start = selectionStart - /[@＠]?$/.exec(field.value.slice(0, selectionStart))[0].length;
  const gap = start && /[\p{Script=Latin}\d,.;:!?]$/u.test(field.value.slice(0, start)) ? " " : "";
  field.setRangeText(gap + name, start, end, "end");
  field.focus();
  edited(field);
}

document.addEventListener("beforetoggle", (event) => {
  const menu = event.target;
  if (!menu.matches("[data-mentions]") || event.newState !== "open") return;
  $$("[data-insert]", menu).forEach((old) => old.remove());
  menu.append(...items().map((item, i) => {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "menu__item", popoverTargetElement: menu,
    });
    button.dataset.insert = nameOf(i + 1);
    const image = $("img", item)?.cloneNode() ?? "";
    image.alt &&= "";
    button.append(image, button.dataset.insert);
    return button;
  }));
}, true);

on("focusin", "#prompt", () => { focused = true; });
on("input", "#prompt", (event) => {
  measure();
  if (!items().length || event.isComposing || !/^[@＠]$/.test(event.data)) return;
  $("[data-mentions]").showPopover({ source: $("[data-mention-open]") });
  $("[data-insert]").focus();
});
on("keydown", "[data-mentions]", (event, menu) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = $$("button", menu);
  if (!by) return;
  event.preventDefault();
  all.at((all.indexOf(document.activeElement) + by) % all.length).focus();
});
on("click", "[data-mention]", (_, button) => insert(button.textContent.trim()));
on("click", "[data-insert]", (_, button) => insert(button.dataset.insert));
onRender(measure);
