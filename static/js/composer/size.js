/* The three size modes, and live validation of a custom size; the server adds the one-click fix (#wh-fix). */
import { $, fill, number, on, onRender } from "../lib/dom.js";
import { edited, form, onEdit } from "./form.js";
import { problem, ratioName } from "./pixels.js";

const limits = () => JSON.parse(form().dataset.sizeLimits);

const fields = () => [form().elements.w, form().elements.h];
const custom = () => fields().map((field) => Math.trunc(field.value));

/* The chosen size: {pixels, label, exact}; null when a custom one is invalid. */
export function chosen() {
  const { size, size_mode: { value: mode } } = form().elements;
  if (mode === "tier") {
    const tier = $("[name=tier]:checked", form());
    return { pixels: Number(tier.dataset.pixels), label: tier.value };
  }
  if (mode === "ratio" && !size.value) size[0].checked = true;
  const [w, h] = mode === "ratio" ? size.value.split("x").map(Number) : custom();
  return problem(w, h, limits()) ? null : { pixels: w * h, label: `${w} × ${h}`, exact: true };
}

function paint() {
  if (!form()) return;
  const [w, h] = custom(), wrong = problem(w, h, limits()), message = $("[data-wh-msg]"), texts = message.dataset;
  const { min, max, step } = limits();
  const values = { px: number(w * h), r: wrong === "nan" ? "" : ratioName(w, h), min: number(min), max: number(max), step };
  message.dataset.s = wrong ? "danger" : "ok";
  $("[data-text]", message).textContent = fill(texts[wrong || "ok"], values);
  $("#wh-fix").hidden = !wrong;
  const isCustom = form().elements.size_mode.value === "custom";
  fields().forEach((field) => field.setAttribute("aria-invalid", isCustom && Boolean(wrong)));
  const shape = $(".dimensions .shape i");
  shape.style.setProperty("--ar", Math.min(4, Math.max(0.25, w / h || 1)));
  shape.toggleAttribute("data-wide", w / h > 1.5);
  $("[data-size-out]").textContent = chosen()?.label ?? "";
}

/* Changing the resolution keeps the ratio. */
on("change", "[name=scale]", (_, radio) => {
  const ratio = $("[name=size]:checked", form())?.dataset.ratio ?? "1:1";
  $(`[data-scale="${radio.value}"] [data-ratio="${ratio}"]`, form()).checked = true;
  edited();
});
on("click", "[data-swap]", () => {
  const [w, h] = fields();
  [w.value, h.value] = [h.value, w.value];
  edited();
});
onEdit(paint);
onRender(paint);
