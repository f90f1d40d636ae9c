/* Shows and hides the text of a password field. */
import { $, on } from "../lib/dom.js";

on("click", "[data-pw]", (_, button) => {
  const input = $("input", button.parentElement);
  const show = input.type === "password";
  input.type = show ? "text" : "password";
  button.ariaPressed = show;
});
