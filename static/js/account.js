/* Offers the browser's own time zone where another one, or none, is set. */
import { $ } from "./lib/dom.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const offer = $("[data-zone]"), input = $("[name=time_zone]");
offer.hidden = !zone || input.value === zone;
$("b", offer).textContent = zone;
offer.addEventListener("click", () => { input.value = zone; input.focus(); offer.hidden = true; });
