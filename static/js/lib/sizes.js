/* A page's first images load before layout; afterwards each is loaded in its layout size. */
import { $$, onRender } from "./dom.js";

onRender(() => {
  for (const image of $$("img[sizes]:not([loading])")) Object.assign(image, { loading: "lazy", sizes: `auto, ${image.sizes}` });
});
