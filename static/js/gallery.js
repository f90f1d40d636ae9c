/* The gallery's grid. */
import "./gallery/arrows.js";
import "./gallery/density.js";
import "./gallery/selection.js";
