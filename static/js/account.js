/* Suggests the browser's time zone. */
import { $ } from "./lib/dom.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const offer = $("[data-zone]"), input = $("[name=time_zone]");
offer.hidden = input.value === zone;
$("b", offer).textContent = zone;
offer.onclick = () => { input.value = zone; input.focus(); offer.hidden = true; };
