/* Says politely what the stream brought: "Image 3 of 6 is ready". Each thing once. */
import { $, $$ } from "../lib/dom.js";
import { say } from "../lib/toast.js";

const said = new Set();
const key = (element) => `${element.id} ${element.dataset.announce}`;

function listen(runs) {
  $$("[data-announce]", runs).forEach((element) => said.add(key(element)));
  document.addEventListener("htmx:after:swap", (event) => {
    const fresh = $$("[data-announce]", runs).filter((element) => !said.has(key(element)));
    fresh.forEach((element) => said.add(key(element)));
    if (event.detail.ctx.sourceElement?.id === "stream" && fresh.length) {
      say(fresh.map((element) => element.dataset.announce).join(". "));
    }
  });
}

if ($("[data-runs]")) listen($("[data-runs]"));
