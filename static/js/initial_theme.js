/* Sets the chosen theme before the first paint: a classic script, since it blocks rendering. */
(() => {
  try {
    const theme = localStorage.theme;
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    /* storage is off: use the system theme */
  }
})();
