/* The composer's form. Scripts that change it call `edited`, which fires `input`. */
import { $, on } from "../lib/dom.js";

export const form = () => $("#composer");
export const edited = (field = form()) => field.dispatchEvent(new Event("input", { bubbles: true }));
export const onEdit = (handler) => on("input", "#composer", handler);
