/* Alt + ↑ ↓ in the prompt steps through earlier prompts, which their menu loads. */
import { $$, on } from "../lib/dom.js";
import { edited } from "./form.js";

let at = -1, typed = "";

on("keydown", "#prompt", (event, field) => {
  const by = event.altKey && !event.isComposing && { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const prompts = $$("[data-earlier]"), to = Math.max(-1, Math.min(prompts.length - 1, at + by));
  if (to === at) return;
  if (at === -1) typed = field.value;
  at = to;
  field.value = at === -1 ? typed : JSON.parse(prompts[at].dataset.values).prompt;
  edited(field);
});
on("toggle", "[data-history]", () => { at = -1; }, true);
