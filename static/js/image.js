/* One image: zoom, background, copy, and the way to its neighbours. */
import "./image/zoom.js";
import "./image/backdrop.js";
import "./image/copy.js";
import "./image/comments.js";
import "./image/image_actions.js";
import "./image/navigation.js";
import "./lib/sizes.js";
