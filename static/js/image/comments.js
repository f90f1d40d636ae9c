/* “@” in a comment suggests teammates: arrows choose, Enter or Tab inserts. Ctrl or ⌘ + Enter sends. */
import { $, $$, on } from "../lib/dom.js";

const NAME = /(?<![\w.+-])[@＠]([^@＠\n]{0,40})$/;
const menu = () => $("#people");
const shown = () => $$("[role=option]:not([hidden])", menu());
const before = (field) => field.value.slice(0, field.selectionStart);

function choose(field, option) {
  for (const one of $$("[role=option]", menu())) one.ariaSelected = one === option;
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function suggest(field) {
  const word = NAME.exec(before(field))?.[1].toLowerCase();
  for (const one of $$("[role=option]", menu())) {
    one.hidden = word === undefined || !` ${one.dataset.find}`.includes(` ${word}`);
  }
  const [first] = shown();
  if (first) menu().showPopover({ source: field });
  else menu().hidePopover();
  choose(field, first);
}

function insert(field, option) {
  const end = field.selectionStart, start = end - NAME.exec(before(field))[0].length;
  field.setRangeText(option.dataset.handle, start, end, "end");
  menu().hidePopover();
  choose(field);
}

on("input", "[data-comment-input]", (event, field) => event.isComposing || suggest(field));
on("compositionend", "[data-comment-input]", (_, field) => suggest(field));
on("keydown", "#comment-text", (event, field) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return field.form.requestSubmit();
  if (!menu()?.matches(":popover-open")) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = shown();
  const at = all.findIndex((one) => one.ariaSelected === "true");
  if (by) choose(field, all.at((at + by) % all.length));
  else if (/^(Enter|Tab)$/.test(event.key)) insert(field, all[at]);
  else return;
  event.preventDefault();
});
on("mousedown", "#people", (event) => event.preventDefault());
on("click", "#people [role=option]", (_, option) => insert($("#comment-text"), option));
