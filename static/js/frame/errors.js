/* Errors of requests; redirects to the sign-in page. */
import { $, fill } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

const words = () => $("[data-toasts]").dataset;

export function redirectToSignIn(url) {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin || !target.searchParams.has("next")) return false;
  toast(words().expired);
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
  toast(response.status === 403 ? words().forbidden : fill(words().error, { status: response.status }));
});

/* Messages of the server: with a response, or by the stream. */
document.addEventListener("studio:toast", ({ detail }) => toast(detail.value || detail.data));

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && event.detail.ctx.sourceElement?.id !== "stream") toast(words().offline);
});
