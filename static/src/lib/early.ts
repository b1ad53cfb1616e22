// Runs before the page is drawn, so that a chosen theme does not flash the other one first.

try {
  const chosen = localStorage.getItem("sightline-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // No storage: the system's theme is used.
}
