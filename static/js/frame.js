/* What every page does. */
import "./frame/theme.js";
import "./frame/dialogs.js";
import "./frame/errors.js";
import "./frame/password.js";
import { $$ } from "./lib/dom.js";

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  const command = () => $$("[data-mod]").forEach((key) => { key.textContent = "⌘"; });
  command();
  document.addEventListener("htmx:after:swap", command);
}

/* Messages that came with the page leave like any toast. */
$$("[data-toast]").forEach((element) => setTimeout(() => element.remove(), 6_000));

/* From the second frame on, arrivals may animate; a full page load never does. */
requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = ""; }));
