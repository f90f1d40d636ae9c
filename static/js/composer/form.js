/* The composer's form. Whatever changes it by script says so by `edited`, as typing does. */
import { $, on } from "../lib/dom.js";

export const form = () => $("#composer");
export const edited = (field = form()) => field.dispatchEvent(new Event("input", { bubbles: true }));
export const onEdit = (handler) => on("input", "#composer", handler);
