/* The cost estimate, the group stepper, and whether Generate is enabled. The server quotes each number of images. */
import { $, $$, number, on, onRender } from "../lib/dom.js";
import { edited, form, onEdit } from "./form.js";
import { tokens } from "./pixels.js";
import { busy, imagesAllowed, imagesAsked } from "./references.js";
import { chosen } from "./size.js";

function paint() {
  const cost = $("[data-estimate]");
  if (!cost) return;
  const size = chosen(), n = busy(), images = imagesAsked(), most = form().elements.max_images;
  most.max = imagesAllowed();
  most.setAttribute("aria-invalid", !(images >= 1 && images <= imagesAllowed()));
  const { [images - 1]: quote = {} } = JSON.parse($("[data-quotes]").dataset.quotes)[form().elements.shown_model.value] ?? [];
  $(".message", cost).dataset.s = quote.severity;
  $(".btn--submit").disabled = !size || n > 0 || quote.severity === "danger";
  const variant = n ? "uploading" : !size ? "bad" : (images > 1 ? "group" : "single") + (size.exact ? "" : "-tier");
  const values = { ...quote, images, n, tokens: number(tokens(size?.pixels * images)) };
  $$("[data-when]", cost).forEach((part) => { part.hidden = !part.dataset.when.split(" ").includes(variant); });
  $$("[data-slot]", cost).forEach((slot) => { slot.textContent = values[slot.dataset.slot] ?? ""; });
}

on("click", "[data-step]", (_, button) => {
  const field = button.form.elements.max_images;
  field.value = Math.min(imagesAllowed(), Math.max(1, Number(field.value) + Number(button.dataset.step)));
  edited(field);
});
onEdit(paint);
onRender(paint);
