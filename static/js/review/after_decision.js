/* After a decision: decodes the next image ahead, announces the result, and focuses the new card. */
import { $, $$, onRender } from "../lib/dom.js";
import { announce } from "../lib/toast.js";

let shown = "";

onRender(() => {
  $("[data-preload]")?.decode().catch(() => { /* it loads again when shown */ });
  const announcement = $("[data-announcement]")?.dataset.announcement;
  if (announcement) {
    announce(announcement);
    $("[data-announcement]").dataset.announcement = "";
  }
  const stage = $(".stage--review")?.id ?? "";
  for (const link of $$("[data-queued]")) link.ariaCurrent = link.id === stage.replace("stage", "queued") ? "true" : null;
  if (stage !== shown && shown) $("[data-review-focus]")?.focus({ preventScroll: true });
  shown = stage;
});
