/* The first images of a page are asked for before there is a layout; from then on each is as large as its place. */
import { $$, onRender } from "./dom.js";

onRender(() => {
  for (const image of $$("img[sizes]:not([loading])")) Object.assign(image, { loading: "lazy", sizes: `auto, ${image.sizes}` });
});
