/* A click applies an example or a hint to the fields ({find, put} replaces text within the prompt). */
import { $, on } from "../lib/dom.js";
import { edited, form } from "./form.js";

on("click", "[data-values]", (event, button) => {
  const isLink = button.matches("a");
  if (isLink) event.preventDefault();
  const { find, put, ...fields } = JSON.parse(button.dataset.values), { elements } = form(), { prompt } = elements;
  if (put != null) fields.prompt = find ? prompt.value.replace(find, () => put) : prompt.value + put;
  for (const name in fields) elements[name].value = fields[name];
  $("#view-compose").checked = true;
  edited(prompt);
  (isLink ? $(".btn--submit") : elements[button.dataset.focus] ?? prompt).focus();
});
