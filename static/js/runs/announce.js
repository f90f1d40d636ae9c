/* Announces the stream's changes to screen readers, each once. A hidden page counts ended runs in its title and,
   if enabled, shows desktop notifications. */
import { $, $$, fill, on, readPreference, savePreference } from "../lib/dom.js";
import { announce } from "../lib/toast.js";

const runs = () => $("[data-runs]"), button = $("[data-notify]"), announced = new Set(), { title } = document;
let missed = 0;
const isEnabled = () => readPreference("notify") && window.Notification?.permission === "granted";

function newAnnouncements() {
  return $$("[data-announce]", runs()).filter((element) => {
    const key = `${element.id} ${element.dataset.announce}`;
    return !announced.has(key) && announced.add(key);
  });
}

function notify(ended) {
  missed += ended.length;
  document.title = fill(runs().dataset.ended, { n: missed });
  if (isEnabled()) ended.forEach((run) => { new Notification(run.dataset.announce, { tag: run.id }).onclick = () => focus(); });
}

function paint() {
  if (!button) return;
  button.hidden = !window.Notification || Notification.permission === "denied";
  button.setAttribute("aria-pressed", Boolean(isEnabled()));
}

newAnnouncements();
paint();
document.addEventListener("htmx:after:swap", (event) => {
  const added = newAnnouncements(), ended = added.filter((element) => element.matches(".run__meta"));
  if (event.detail.ctx.sourceElement?.id !== "stream" || !added.length) return;
  announce(added.map((element) => element.dataset.announce).join(". "));
  if (document.hidden && ended.length) notify(ended);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  missed = 0;
  document.title = title;
});
on("click", "[data-notify]", async () => {
  savePreference("notify", isEnabled() ? "" : "on");
  if (readPreference("notify")) await Notification.requestPermission();
  paint();
});
