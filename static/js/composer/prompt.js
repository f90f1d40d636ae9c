/* The length meter of the prompt, and putting "Image N" into it. */
import { $, $$, fill, on, onRender } from "../lib/dom.js";
import { items, nameOf } from "./references.js";

const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{Script=Latin}\d][\p{Script=Latin}\d'’.-]*/gu;
const count = (text, pattern) => (text.match(pattern) || []).length;
let touched = false;

function measure() {
  const box = $("[data-prompt]");
  if (!box) return;
  const text = $("textarea", box).value, han = count(text, HAN), words = count(text, WORD);
  const share = han / 300 + words / 600, out = $("[data-len]"), bar = $("progress", box), hint = $("[data-len-hint]");
  out.textContent = han > words / 2 ? fill(out.dataset.han, { n: han }) : fill(out.dataset.words, { n: words });
  bar.value = Math.min(1, share);
  bar.dataset.s = share > 1 ? "warn" : "ink";
  box.classList.toggle("is-over", share > 1);
  hint.dataset.base ||= hint.textContent;
  hint.textContent = share > 1 ? hint.dataset.over : hint.dataset.base;
}

/* Replaces the selection; at the end when the field was never touched. */
function insert(name) {
  const field = $("#prompt");
  if (!touched) field.setSelectionRange(field.value.length, field.value.length);
  const { selectionStart: start, selectionEnd: end } = field;
  const gap = start && /[\p{Script=Latin}\d,.;:!?]$/u.test(field.value.slice(0, start)) ? " " : "";
  field.setRangeText(gap + name, start, end, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function paintMenu() {
  const menu = $("[data-mentions]"), opener = $("[data-mention-open]");
  if (!menu) return;
  opener.disabled = items().length === 0;
  $$("[data-insert]", menu).forEach((old) => old.remove());
  items().forEach((_, i) => {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "menu__item", textContent: nameOf(i + 1),
    });
    button.dataset.insert = nameOf(i + 1);
    menu.append(button);
  });
}

on("focusin", "#prompt", () => { touched = true; });
on("input", "#prompt", measure);
on("click", "[data-mention]", (_, button) => insert(button.textContent.trim()));
on("click", "[data-insert]", (_, button) => { $("[data-mentions]").hidePopover(); insert(button.dataset.insert); });
on("click", "[data-example]", (_, button) => {
  $("#view-compose").checked = true;
  $("#prompt").value = "";
  insert(button.dataset.example);
});
document.addEventListener("studio:references", paintMenu);
onRender(measure);
paintMenu();
