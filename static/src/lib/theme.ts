// Light or dark: the system's choice until the analyst makes one.

import type { Theme } from "../subject/store";

const system = matchMedia("(prefers-color-scheme: dark)");

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

// bindThemeSwitch makes a button switch the theme and calls back after every change, also the system's.
export function bindThemeSwitch(button: HTMLElement, changed: (theme: Theme) => void): void {
  const label = () => {
    const other = currentTheme() === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to ${other} colours`);
    button.setAttribute("title", `Switch to ${other} colours`);
  };
  button.addEventListener("click", () => {
    const theme = currentTheme() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("sightline-theme", theme);
    } catch {
      // No storage: the choice lasts until the page is left.
    }
    label();
    changed(theme);
  });
  system.addEventListener("change", () => {
    label();
    changed(currentTheme());
  });
  label();
}
