/* What every page does. */
import "./frame/theme.js";
import "./frame/dialogs.js";
import "./frame/errors.js";
import "./frame/password.js";
import { $, $$, onRender } from "./lib/dom.js";
import { expire } from "./lib/toast.js";

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  const command = () => $$("[data-mod]").forEach((key) => { key.textContent = "⌘"; });
  command();
  document.addEventListener("htmx:after:swap", command);
}

/* A message of the page, or of a swap: one with an undo stays longer; it may move the focus. */
const arrived = new WeakSet();
onRender(() => $$("[data-toast]").forEach((element) => {
  if (arrived.has(element)) return;
  arrived.add(element);
  expire(element, $("form", element) && 10_000);
  if (element.dataset.focus) $(element.dataset.focus)?.focus();
}));

addEventListener("load", () => navigator.serviceWorker?.register("/sw.js"));

/* From the second frame on, new elements may animate; a full page load never does. */
requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = ""; }));
