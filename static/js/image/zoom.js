/* Zoom by buttons, keys and Ctrl-wheel; pan by dragging and arrows. Zoomed in, the original replaces the preview. */
import { $, on, onRender } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

const LEVELS = [1, 1.5, 2, 3, 4, 6, 8];
const PAN = 60; // px per arrow key
let view, frame, image, output, zoom = 1, x = 0, y = 0;

export const isFit = () => zoom === 1;

function clamp(value, limit) {
  return Math.min(limit, Math.max(-limit, value));
}

function paint() {
  x = clamp(x, (frame.offsetWidth * (zoom - 1)) / 2);
  y = clamp(y, (frame.offsetHeight * (zoom - 1)) / 2);
  frame.style.setProperty("--zoom", zoom);
  frame.style.setProperty("--x", `${x}px`);
  frame.style.setProperty("--y", `${y}px`);
  if (output) output.textContent = zoom === 1 ? output.dataset.fit : `${Math.round((zoom * frame.offsetWidth * 100) / Number(image.getAttribute("width")))}%`;
  if (zoom > 1 && image.dataset.original) {
    image.srcset = "";
    image.src = image.dataset.original;
    delete image.dataset.original;
  }
}

function zoomBy(direction) {
  const at = LEVELS.findIndex((step) => step >= zoom);
  zoom = direction ? LEVELS[Math.min(LEVELS.length - 1, Math.max(0, at + direction))] : 1;
  paint();
}

on("click", "[data-z]", (_, button) => zoomBy(Number(button.dataset.z)));
on("dblclick", "[data-view]", () => zoomBy(zoom > 1 ? 0 : 2));
on("wheel", "[data-view]", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1 : -1);
}, { passive: false });

on("pointerdown", "[data-view]", (event) => {
  if (zoom === 1 || event.target.closest("a, button")) return;
  view.setPointerCapture(event.pointerId);
  const move = (moved) => { x += moved.movementX; y += moved.movementY; paint(); };
  view.addEventListener("pointermove", move);
  view.addEventListener("lostpointercapture", () => view.removeEventListener("pointermove", move), { once: true });
});

document.addEventListener("keydown", (event) => {
  if (!view || !isShortcut(event)) return;
  const zooms = { "+": 1, "=": 1, "-": -1, 0: 0 }, pans = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  if (event.key in zooms) zoomBy(zooms[event.key]);
  else if (zoom > 1 && event.target === view && event.key in pans) {
    event.preventDefault();
    x += pans[event.key][0] * PAN;
    y += pans[event.key][1] * PAN;
    paint();
  }
});

window.addEventListener("resize", () => view && paint());

/* A new image starts at fit. */
onRender(() => {
  if ($("[data-view]") === view) return;
  view = $("[data-view]");
  [frame, image, output] = [$(".pic", view ?? undefined), $("[data-view] img"), $("[data-zoom]")];
  [zoom, x, y] = [1, 0, 0];
  if (view) paint();
});
