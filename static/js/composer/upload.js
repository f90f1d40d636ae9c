/* Sends chosen files, one per request and three at a time, and puts the answers into the list. */
import { $, fill, on } from "../lib/dom.js";
import { redirectToSignIn } from "../frame/errors.js";
import { toast } from "../lib/toast.js";
import { addItem, changed, fromTemplate, list, placesLeft } from "./references.js";

const AT_ONCE = 3;
const waiting = [];
const requests = new WeakMap();
let open = 0;

function placeholder(file) {
  const item = fromTemplate("busy");
  const bar = $("progress", item);
  bar.ariaLabel = fill(bar.ariaLabel, file);
  item.title = file.name;
  return item;
}

/* The file is still at hand: its button sends it again. */
function retries(item, file) {
  $("[data-ref-retry]", item)?.addEventListener("click", () => { item.remove(); upload([file]); });
}

/* Puts in the server's fragment, or the one for an answer that never came. */
function settle(item, answer, file) {
  if (!item.isConnected) return;
  let arrived;
  if (answer) {
    const holder = document.createElement("template");
    holder.innerHTML = answer;
    arrived = holder.content.firstElementChild;
    arrived.number = item.number;
  } else {
    arrived = fromTemplate("broken");
    $("[data-name]", arrived).textContent = file.name;
  }
  retries(arrived, file);
  item.replaceWith(arrived);
  changed();
}

function send({ file, item }) {
  const request = new XMLHttpRequest(), body = new FormData();
  body.append("file", file, file.name);
  requests.set(item, request);
  request.open("POST", list().dataset.upload);
  request.setRequestHeader("X-CSRFToken", $("#composer [name=csrfmiddlewaretoken]").value);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    const percent = Math.round((event.loaded / event.total) * 100) || 0;
    $("progress", item).value = percent;
    $("[data-percent]", item).textContent = `${percent}%`;
  });
  request.addEventListener("loadend", () => {
    open -= 1;
    next();
    if (request.responseURL && redirectToSignIn(request.responseURL)) return;
    settle(item, /class="ref/.test(request.responseText) && request.responseText, file);
  });
  request.send(body);
}

function next() {
  while (open < AT_ONCE && waiting.length) {
    const job = waiting.shift();
    if (!job.item.isConnected) continue;
    open += 1;
    send(job);
  }
}

/* As many of the files as there is room for; reports how many were not added. */
export function upload(files) {
  const chosen = [...files].slice(0, Math.max(0, placesLeft())), n = files.length - chosen.length;
  if (n) toast(fill(list().dataset.noPlace, { n }));
  for (const file of chosen) {
    const item = placeholder(file);
    addItem(item);
    waiting.push({ file, item });
  }
  next();
}

document.addEventListener("studio:removed", (event) => requests.get(event.target)?.abort());
function take(input) {
  upload(input.files);
  input.value = "";
}

on("change", "[data-ref-files]", (_, input) => take(input));
/* The field is the browser's own: somebody quick may have chosen before this script was there. */
if ($("[data-ref-files]")?.files.length) take($("[data-ref-files]"));
