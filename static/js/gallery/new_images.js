/* A click inserts new images at the top and focuses the first of them, or the first visible tile when they are off screen. */
import { $ } from "../lib/dom.js";
import { announce } from "../lib/toast.js";
import { tiles } from "./virtual_list.js";

let text = "";
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => { text = ctx.sourceElement.dataset.newImages ?? ""; });
document.addEventListener("htmx:after:swap", () => {
  if (!text) return;
  announce(text);
  text = "";
  const [first] = tiles();
  $("a", first.isConnected ? first : $("[data-grid]")).focus({ preventScroll: true });
});
