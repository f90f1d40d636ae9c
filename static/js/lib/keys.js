/* Single-key shortcuts: not in a text field or dialog, nor when the user disabled them (WCAG 2.1.4). */
import { readSetting } from "./dom.js";

const FIELDS = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, dialog[open]";

export function isShortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  if (event.key.length === 1 && readSetting("keys") === "off") return false;
  return !event.target.closest?.(FIELDS);
}
