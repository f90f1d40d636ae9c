/* After a decision: the next image is decoded ahead, what happened is said, and the focus is on the new card. */
import { $, $$, onRender } from "../lib/dom.js";
import { say } from "../lib/toast.js";

let shown = "";

onRender(() => {
  $("[data-preload]")?.decode().catch(() => { /* it is asked for again when it is its turn */ });
  const said = $("[data-said]")?.dataset.said;
  if (said) {
    say(said);
    $("[data-said]").dataset.said = "";
  }
  const stage = $(".stage--review")?.id ?? "";
  for (const link of $$("[data-queued]")) link.ariaCurrent = link.id === stage.replace("stage", "queued") ? "true" : null;
  if (stage !== shown && shown) $("[data-review-focus]")?.focus({ preventScroll: true });
  shown = stage;
});
