/* Announces the stream's changes to screen readers, each once. A hidden page counts ended runs in its title and,
   if enabled, shows desktop notifications. */
import { $, $$, fill, on, readSetting, saveSetting } from "../lib/dom.js";
import { announce } from "../lib/toast.js";

const runs = () => $("[data-runs]"), button = $("[data-notify]"), announced = new Set(), { title } = document;
let missed = 0;
const isEnabled = () => readSetting("notify") && window.Notification?.permission === "granted";

function newMessages() {
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

newMessages();
paint();
document.addEventListener("htmx:after:swap", (event) => {
  const added = newMessages(), ended = added.filter((element) => element.matches(".run__meta"));
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
  saveSetting("notify", isEnabled() ? "" : "on");
  if (readSetting("notify")) await Notification.requestPermission();
  paint();
});
