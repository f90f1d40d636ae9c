/* The cost line, the stepper of a group, and when Generate may be pressed. */
import { $, fill, fillBold, number, on, onRender } from "../lib/dom.js";
import { edited, form, onEdit } from "./form.js";
import { tokens } from "./pixels.js";
import { busy, imagesAllowed, imagesAsked } from "./references.js";
import { chosen } from "./size.js";

function paint() {
  const line = $("[data-cost]");
  if (!line) return;
  const size = chosen(), uploads = busy(), images = imagesAsked(), most = form().elements.max_images;
  most.max = imagesAllowed();
  most.setAttribute("aria-invalid", !(images >= 1 && images <= imagesAllowed()));
  $(".btn--submit").disabled = !size || uploads > 0;
  if (uploads) line.textContent = fill(line.dataset.uploading, { n: uploads });
  else if (!size) line.textContent = line.dataset.bad;
  else {
    const values = { one: number(tokens(size.pixels)), all: number(tokens(size.pixels * images)) };
    line.replaceChildren(...fillBold(images > 1 ? line.dataset.group : line.dataset.single, values));
  }
}

on("click", "[data-step]", (_, button) => {
  const field = button.form.elements.max_images;
  field.value = Math.min(imagesAllowed(), Math.max(1, Number(field.value) + Number(button.dataset.step)));
  edited(field);
});
onEdit(paint);
onRender(paint);
