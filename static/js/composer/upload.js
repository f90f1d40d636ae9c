/* Uploads files, one per request and three at a time, and adds the responses to the list. */
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

/* The file is still in memory: its button uploads it again. */
function addRetry(item, file) {
  $("[data-ref-retry]", item)?.addEventListener("click", () => { item.remove(); upload([file]); });
}

/* Replaces a placeholder by the server's fragment, or by an error without a response. */
function replace(item, html, file) {
  if (!item.isConnected) return;
  let added;
  if (html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    added = holder.content.firstElementChild;
    added.number = item.number;
  } else {
    added = fromTemplate("broken");
    $("[data-name]", added).textContent = file.name;
  }
  addRetry(added, file);
  item.replaceWith(added);
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
    replace(item, /class="ref/.test(request.responseText) && request.responseText, file);
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

/* Uploads as many files as fit; reports how many were not added. */
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
function uploadFrom(input) {
  upload(input.files);
  input.value = "";
}

on("change", "[data-ref-files]", (_, input) => uploadFrom(input));
/* Files may have been chosen before this script ran. */
if ($("[data-ref-files]")?.files.length) uploadFrom($("[data-ref-files]"));
