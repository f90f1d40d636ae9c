/* The cost line, the stepper of a group, and when Generate may be pressed. */
import { $, $$, number, on, onRender } from "../lib/dom.js";
import { edited, form, onEdit } from "./form.js";
import { tokens } from "./pixels.js";
import { busy, imagesAllowed, imagesAsked } from "./references.js";
import { chosen } from "./size.js";

function paint() {
  const line = $("[data-prices]");
  if (!line) return;
  const size = chosen(), uploads = busy(), images = imagesAsked(), most = form().elements.max_images;
  most.max = imagesAllowed();
  most.setAttribute("aria-invalid", !(images >= 1 && images <= imagesAllowed()));
  $(".btn--submit").disabled = !size || uploads > 0;
  const { [images - 1]: money = "" } = JSON.parse(line.dataset.prices);
  const says = uploads ? "uploading" : !size ? "bad" : images > 1 ? "group" : "single";
  const values = { money, n: uploads, one: number(tokens(size?.pixels)), all: number(tokens(size?.pixels * images)) };
  $$("[data-when]", line).forEach((part) => { part.hidden = part.dataset.when !== says; });
  $$("[data-slot]", line).forEach((slot) => { slot.textContent = values[slot.dataset.slot]; });
}

on("click", "[data-step]", (_, button) => {
  const field = button.form.elements.max_images;
  field.value = Math.min(imagesAllowed(), Math.max(1, Number(field.value) + Number(button.dataset.step)));
  edited(field);
});
onEdit(paint);
onRender(paint);
