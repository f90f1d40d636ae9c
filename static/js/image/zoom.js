/* Zoom by buttons, keys and Ctrl-wheel; pan by dragging and arrows. Zoomed in, the original replaces the preview. */
import { $, on, onRender } from "../lib/dom.js";
import { isShortcut } from "../lib/keys.js";

const STEPS = [1, 1.5, 2, 3, 4, 6, 8];
const STEP = 60; // pixels an arrow key moves
let view, pic, picture, out, zoom = 1, x = 0, y = 0;

export const isFit = () => zoom === 1;

function clamp(value, room) {
  return Math.min(room, Math.max(-room, value));
}

function paint() {
  x = clamp(x, (pic.offsetWidth * (zoom - 1)) / 2);
  y = clamp(y, (pic.offsetHeight * (zoom - 1)) / 2);
  pic.style.setProperty("--zoom", zoom);
  pic.style.setProperty("--x", `${x}px`);
  pic.style.setProperty("--y", `${y}px`);
  if (out) out.textContent = zoom === 1 ? out.dataset.fit : `${Math.round((zoom * pic.offsetWidth * 100) / Number(picture.getAttribute("width")))}%`;
  if (zoom > 1 && picture.dataset.original) {
    picture.srcset = "";
    picture.src = picture.dataset.original;
    delete picture.dataset.original;
  }
}

function go(direction) {
  const at = STEPS.findIndex((step) => step >= zoom);
  zoom = direction ? STEPS[Math.min(STEPS.length - 1, Math.max(0, at + direction))] : 1;
  paint();
}

on("click", "[data-z]", (_, button) => go(Number(button.dataset.z)));
on("dblclick", "[data-view]", () => go(zoom > 1 ? 0 : 2));
on("wheel", "[data-view]", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  go(event.deltaY < 0 ? 1 : -1);
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
  if (event.key in zooms) go(zooms[event.key]);
  else if (zoom > 1 && event.target === view && event.key in pans) {
    event.preventDefault();
    x += pans[event.key][0] * STEP;
    y += pans[event.key][1] * STEP;
    paint();
  }
});

window.addEventListener("resize", () => view && paint());

/* Another image fits its window again. */
onRender(() => {
  if ($("[data-view]") === view) return;
  view = $("[data-view]");
  [pic, picture, out] = [$(".pic", view ?? undefined), $("[data-view] img"), $("[data-zoom]")];
  [zoom, x, y] = [1, 0, 0];
  if (view) paint();
});
