/* Small helpers that every module uses. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Delegates from the document, so that swapped content works: handler(event, matched element). */
export function on(type, selector, handler, options) {
  document.addEventListener(type, (event) => {
    const match = event.target instanceof Element && event.target.closest(selector);
    if (match) handler(event, match);
  }, options);
}

/* Runs now and after each swap, to render from the state of the page. */
export function onRender(paint) {
  paint();
  document.addEventListener("htmx:after:swap", paint);
}

export const number = (value) => value.toLocaleString(document.documentElement.lang);

/* "Use {s}" with {s: "2 × 2"} is "Use 2 × 2". */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

/* A setting, stored in this browser if it can be. */
export function saveSetting(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* storage is off */ }
}

export function readSetting(key) {
  try {
    return localStorage.getItem(key) || "";
  } catch {
    return "";
  }
}
