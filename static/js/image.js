/* One image: zoom, background, copy, comments, and navigation. */
import "./image/zoom.js";
import "./image/backdrop.js";
import "./image/copy.js";
import "./image/comments.js";
import "./image/image_actions.js";
import "./image/navigation.js";
import "./lib/sizes.js";
