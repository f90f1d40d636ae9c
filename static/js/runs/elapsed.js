/* Ticks the clocks of running runs, from the seconds the server counted. */
import { $$ } from "../lib/dom.js";

const starts = new WeakMap();

function tick() {
  for (const clock of $$("[data-elapsed]")) {
    let start = starts.get(clock);
    if (start?.said !== clock.dataset.elapsed) {
      start = { said: clock.dataset.elapsed, at: Date.now() - Number(clock.dataset.elapsed) * 1000 };
      starts.set(clock, start);
    }
    const seconds = Math.floor((Date.now() - start.at) / 1000);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (clock.textContent !== text) clock.textContent = text;
  }
}

document.addEventListener("htmx:after:swap", tick);
setInterval(tick, 500);
tick();
