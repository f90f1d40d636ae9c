/* The review page. */
import "./image/zoom.js";
import "./review/keys.js";
import "./review/after_decision.js";
import "./lib/sizes.js";
