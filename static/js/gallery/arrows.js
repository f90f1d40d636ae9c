/* Arrow keys move between the images in two dimensions. */
import { $$, on } from "../lib/dom.js";

const middle = (box) => box.x + box.width / 2;

/* The nearest link in the row above (-1) or below (1). */
function inNextRow(links, link, direction) {
  const from = link.getBoundingClientRect();
  const candidates = links
    .map((other) => ({ other, box: other.getBoundingClientRect() }))
    .filter(({ box }) => direction * (box.y - from.y) > 4);
  candidates.sort((a, b) => Math.abs(a.box.y - from.y) - Math.abs(b.box.y - from.y)
    || Math.abs(middle(a.box) - middle(from)) - Math.abs(middle(b.box) - middle(from)));
  return candidates[0]?.other;
}

on("keydown", "[data-grid] .shot > a", (event, link) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = $$("[data-grid] .shot > a"), at = links.indexOf(link);
  const goals = {
    ArrowRight: () => links[at + 1], ArrowLeft: () => links[at - 1], Home: () => links[0], End: () => links.at(-1),
    ArrowDown: () => inNextRow(links, link, 1), ArrowUp: () => inNextRow(links, link, -1),
  };
  const goal = goals[event.key]?.();
  if (!goal) return;
  event.preventDefault();
  goal.focus();
});
