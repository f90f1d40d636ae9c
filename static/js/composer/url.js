/* A reference by its address. It is kept as text; the browser never fetches it. */
import { $, on } from "../lib/dom.js";
import { addItem, fromTemplate } from "./references.js";

document.addEventListener("close", (event) => {
  const dialog = event.target;
  if (!dialog.matches?.("[data-url-dialog]")) return;
  const input = $("input", dialog);
  if (dialog.returnValue === "ok") add(input.value.trim());
  input.value = "";
}, true);

on("click", "[data-ref-url]", () => { $("[data-url-dialog]").returnValue = ""; });

function add(address) {
  const url = URL.parse?.(address) ?? new URL(address);
  const item = fromTemplate("url");
  item.title = url.href;
  $("input[name=ref]", item).value = `url:${url.href}`;
  $("[data-ref-host]", item).textContent = url.host;
  addItem(item);
}
