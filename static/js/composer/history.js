/* The prompts of before: from their menu, or by Alt and ↑ ↓ in the prompt. */
import { $, $$, on } from "../lib/dom.js";
import { edited } from "./form.js";

let at = -1, typed = "";

function put(text) {
  const field = $("#prompt");
  field.value = text;
  field.focus();
  edited(field);
}

const earlier = () => $$("[data-earlier]").map((item) => item.dataset.earlier);

function step(by) {
  const prompts = earlier();
  const to = Math.max(-1, Math.min(prompts.length - 1, at + by));
  if (to === at) return;
  if (at === -1) typed = $("#prompt").value;
  at = to;
  put(at === -1 ? typed : prompts[at]);
}

on("keydown", "#prompt", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || event.isComposing) return;
  event.preventDefault();
  const by = event.key === "ArrowUp" ? 1 : -1;
  if (earlier().length) { step(by); return; }
  const menu = $("[data-history]");
  menu.addEventListener("htmx:after:swap", () => step(by), { once: true });
  menu.dispatchEvent(new Event("studio:history"));
});
on("click", "[data-earlier]", (_, item) => {
  $("[data-history]").hidePopover();
  at = -1;
  put(item.dataset.earlier);
});
