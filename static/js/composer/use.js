/* An image of the page becomes a reference; its link does the same by a page of its own. */
import { $, fill, on } from "../lib/dom.js";
import { toast } from "../lib/toast.js";
import { addItem, items, list, nameOf, placesLeft } from "./references.js";

on("click", "[data-as-reference]", async (event, link) => {
  if (!list() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (placesLeft() <= 0) { toast(list().dataset.noPlace); return; }
  const token = $("[data-composer] [name=csrfmiddlewaretoken]").value;
  const answer = await fetch(link.dataset.asReference, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) { location.href = link.href; return; }
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  addItem(holder.content);
  toast(fill(list().dataset.used, { name: nameOf(items().length) }));
});
