/* New images come before all others, by a click. The focus goes to the first of them, or to what is in sight when they are far. */
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
