/* Run cards, on every page that has them. */
import "./runs/elapsed.js";
import "./runs/announce.js";
import "./runs/stream.js";
import "./runs/view.js";
import "./lib/sizes.js";
import "./image/copy.js";
