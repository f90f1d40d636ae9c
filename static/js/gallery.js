/* The gallery's grid. */
import "./gallery/arrows.js";
import "./gallery/density.js";
import "./gallery/hearts.js";
import "./gallery/new_images.js";
import "./gallery/order.js";
import "./gallery/place.js";
import "./gallery/rows.js";
import "./gallery/search.js";
import "./gallery/selection.js";
import "./lib/sizes.js";
