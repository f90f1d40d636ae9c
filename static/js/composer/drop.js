/* Files dropped anywhere in the window, or pasted anywhere, become references. */
import { $, fill } from "../lib/dom.js";
import { form } from "./form.js";
import { isReordering } from "./order.js";
import { items, list, nameOf, placesLeft } from "./references.js";
import { upload } from "./upload.js";

let depth = 0;
const bringsFiles = (event) => !isReordering() && event.dataTransfer?.types.includes("Files");

function show(visible) {
  const layer = $("[data-dropzone]"), full = placesLeft() <= 0;
  layer.hidden = !visible;
  form().classList.toggle("is-drop", visible && !full);
  if (!visible) return;
  const text = full ? $("[data-ref-rule]").textContent : fill(list().dataset.addAs, { name: nameOf(items().length + 1) });
  $("[data-dropzone-text]").textContent = text;
}

document.addEventListener("dragenter", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  depth += 1;
  show(true);
});
document.addEventListener("dragover", (event) => { if (bringsFiles(event)) event.preventDefault(); });
document.addEventListener("dragleave", (event) => {
  if (bringsFiles(event) && (depth -= 1) <= 0) { depth = 0; show(false); }
});
document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  show(false);
  upload(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!files.length) return;
  event.preventDefault();
  upload(files);
});
