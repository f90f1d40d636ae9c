/* The three ways to say a size, the live check of a custom one, and its one-click fix. */
import { $, fill, number, on, onRender } from "../lib/dom.js";
import { edited, form, onEdit } from "./form.js";
import { nearest, problem, ratioName } from "./pixels.js";

function limits() {
  const { minPixels, maxPixels, maxRatio } = form().dataset;
  return { min: Number(minPixels), max: Number(maxPixels), ratio: Number(maxRatio) };
}

const custom = () => [form().elements.w, form().elements.h].map((field) => Math.trunc(Number(field.value)));

/* The chosen size: {pixels, label, exact}; null when the custom one is not legal. */
export function chosen() {
  const { elements } = form();
  if (elements.size_mode.value === "tier") {
    const tier = $("[name=tier]:checked", form());
    return { pixels: Number(tier.dataset.pixels), label: tier.value };
  }
  if (elements.size_mode.value === "ratio" && !elements.size.value) elements.size[0].checked = true;
  const [w, h] = elements.size_mode.value === "ratio" ? elements.size.value.split("x").map(Number) : custom();
  return problem(w, h, limits()) ? null : { pixels: w * h, label: `${w} × ${h}` };
}

function paint() {
  if (!form()) return;
  const [w, h] = custom(), wrong = problem(w, h, limits()), message = $("[data-wh-msg]"), words = message.dataset;
  const values = { px: number(w * h), r: w > 0 && h > 0 ? ratioName(w, h) : "", min: number(limits().min), max: number(limits().max) };
  message.dataset.s = wrong ? "danger" : "ok";
  $("[data-icon=ok]", message).hidden = Boolean(wrong);
  $("[data-icon=danger]", message).hidden = !wrong;
  $("[data-text]", message).textContent = fill(words[wrong || "ok"], values);
  const fix = $("[data-use]", message), better = wrong && wrong !== "nan" ? nearest(w, h, limits()) : null;
  fix.hidden = !better;
  if (better) {
    fix.textContent = fill(fix.dataset.use, { s: better.join(" × ") });
    fix.value = better.join("x");
  }
  const isCustom = form().elements.size_mode.value === "custom";
  [form().elements.w, form().elements.h].forEach((field) => field.setAttribute("aria-invalid", isCustom && Boolean(wrong)));
  const shape = $(".wh .shape i");
  shape.style.setProperty("--ar", Math.min(4, Math.max(0.25, w / h || 1)));
  shape.toggleAttribute("data-wide", w / h > 1.5);
  $("[data-size-out]").textContent = chosen()?.label ?? "";
}

function set(width, height) {
  form().elements.w.value = width;
  form().elements.h.value = height;
  edited();
}

/* Changing the resolution keeps the ratio. */
on("change", "[name=scale]", (_, radio) => {
  const ratio = $("[name=size]:checked", form())?.dataset.ratio ?? "1:1";
  $(`[data-scale="${radio.value}"] [data-ratio="${ratio}"]`, form()).checked = true;
  edited();
});
on("click", "[data-use]", (_, button) => { set(...button.value.split("x")); form().elements.w.focus(); });
on("click", "[data-swap]", () => set(form().elements.h.value, form().elements.w.value));
onEdit(paint);
onRender(paint);
