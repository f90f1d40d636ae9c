/* Scripts of every page. */
import "./frame/theme.js";
import "./frame/dialogs.js";
import "./frame/errors.js";
import "./frame/password.js";
import { $, $$, onRender } from "./lib/dom.js";
import { expire } from "./lib/toast.js";

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  const showCommandKey = () => $$("[data-mod]").forEach((key) => { key.textContent = "⌘"; });
  showCommandKey();
  document.addEventListener("htmx:after:swap", showCommandKey);
}

/* Messages in the page or a swap: one with an undo stays longer; it may move the focus. */
const seen = new WeakSet();
onRender(() => $$("[data-toast]").forEach((element) => {
  if (seen.has(element)) return;
  seen.add(element);
  expire(element, $("form", element) && 10_000);
  if (element.dataset.focus) $(element.dataset.focus)?.focus();
}));

addEventListener("load", () => navigator.serviceWorker?.register("/sw.js"));

/* New elements may animate from the second frame on; a full page load never does. */
requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = ""; }));
