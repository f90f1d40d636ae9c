/* Files dropped or pasted anywhere in the window become references. */
import { $, fill } from "../lib/dom.js";
import { form } from "./form.js";
import { isReordering } from "./order.js";
import { items, list, nameOf, placesLeft } from "./references.js";
import { upload } from "./upload.js";

const hasFiles = (event) => !isReordering() && event.dataTransfer?.types.includes("Files");

function show(visible) {
  const full = placesLeft() <= 0;
  $("[data-dropzone]").hidden = !visible;
  form().classList.toggle("is-drop", visible && !full);
  $("[data-dropzone-text]").textContent = full
    ? $("[data-ref-rule]").textContent : fill(list().dataset.addAs, { name: nameOf(items().length + 1) });
}

for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (type === "dragenter") show(true);
    else if (type === "drop" || (type === "dragleave" && !event.relatedTarget)) show(false);
    if (type === "drop") upload(event.dataTransfer.files);
  });
}
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!files.length) return;
  event.preventDefault();
  upload(files);
});
