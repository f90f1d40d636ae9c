/* Request errors, and redirects to the sign-in page. */
import { $, fill } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

const texts = () => $("[data-toasts]").dataset;

export function redirectToSignIn(url) {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin || !target.searchParams.has("next")) return false;
  toast(texts().expired);
  location.assign(`${target.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`);
  return true;
}

document.addEventListener("htmx:before:response", (event) => {
  const { raw } = event.detail.ctx.response;
  if (raw.redirected && redirectToSignIn(raw.url)) event.preventDefault();
});

document.addEventListener("htmx:response:error", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (sourceElement?.id === "stream" || sourceElement?.hasAttribute?.(`hx-status:${response.status}`)) return;
  if (response.headers.get("HX-Trigger")?.includes("studio:toast")) return;
  toast(response.status === 403 ? texts().forbidden : fill(texts().error, { status: response.status }));
});

/* Server messages, from a response or the stream. */
document.addEventListener("studio:toast", ({ detail }) => toast(detail.value || detail.data));

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && event.detail.ctx.sourceElement?.id !== "stream") toast(texts().offline);
});
