/* The theme button and the three-way choice in the account menu. */
import { $, $$, on, readSetting, saveSetting } from "../lib/dom.js";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

function paint() {
  const dark = isDark();
  $$("[data-theme-toggle]").forEach((button) => {
    button.ariaLabel = button.title = dark ? button.dataset.light : button.dataset.dark;
    $("use", button).setAttribute("href", dark ? "#i-sun" : "#i-moon");
  });
  $$("[data-theme-set]").forEach((button) => { button.ariaPressed = button.dataset.themeSet === readSetting("theme"); });
}

function choose(theme) {
  saveSetting("theme", theme);
  root.toggleAttribute("data-theme", theme);
  if (theme) root.dataset.theme = theme;
  paint();
}

on("click", "[data-theme-toggle]", () => choose(isDark() ? "light" : "dark"));
on("click", "[data-theme-set]", (_, button) => choose(button.dataset.themeSet));
system.addEventListener("change", paint);
paint();
