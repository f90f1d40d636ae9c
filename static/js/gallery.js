/* The gallery page. */
import "./gallery/arrows.js";
import "./gallery/density.js";
import "./gallery/favourites.js";
import "./gallery/new_images.js";
import "./gallery/order.js";
import "./gallery/scroll_restoration.js";
import "./gallery/virtual_list.js";
import "./gallery/search.js";
import "./gallery/selection.js";
import "./lib/sizes.js";
