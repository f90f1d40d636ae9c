/* Says politely what the stream brought, each thing once. A hidden page counts the runs that ended in its title and,
   where somebody asked for it, tells them on the desktop. */
import { $, $$, fill, on, recall, remember } from "../lib/dom.js";
import { say } from "../lib/toast.js";

const runs = () => $("[data-runs]"), button = $("[data-notify]"), said = new Set(), { title } = document;
let missed = 0;
const wanted = () => recall("notify") && window.Notification?.permission === "granted";

function fresh() {
  return $$("[data-announce]", runs()).filter((element) => {
    const key = `${element.id} ${element.dataset.announce}`;
    return !said.has(key) && said.add(key);
  });
}

function tell(ended) {
  missed += ended.length;
  document.title = fill(runs().dataset.ended, { n: missed });
  if (wanted()) ended.forEach((run) => { new Notification(run.dataset.announce, { tag: run.id }).onclick = () => focus(); });
}

function paint() {
  if (!button) return;
  button.hidden = !window.Notification || Notification.permission === "denied";
  button.setAttribute("aria-pressed", Boolean(wanted()));
}

fresh();
paint();
document.addEventListener("htmx:after:swap", (event) => {
  const news = fresh(), ended = news.filter((element) => element.matches(".run__meta"));
  if (event.detail.ctx.sourceElement?.id !== "stream" || !news.length) return;
  say(news.map((element) => element.dataset.announce).join(". "));
  if (document.hidden && ended.length) tell(ended);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  missed = 0;
  document.title = title;
});
on("click", "[data-notify]", async () => {
  remember("notify", wanted() ? "" : "on");
  if (recall("notify")) await Notification.requestPermission();
  paint();
});
