/* Counts up the elapsed time of active runs from the server's seconds. */
import { $$ } from "../lib/dom.js";

function tick() {
  for (const clock of $$("[data-elapsed]")) {
    const { elapsed } = clock.dataset;
    if (clock.shown !== elapsed) Object.assign(clock, { shown: elapsed, start: Date.now() - elapsed * 1000 });
    const seconds = Math.floor((Date.now() - clock.start) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

document.addEventListener("htmx:after:swap", tick);
setInterval(tick, 500);
tick();
