// Labels of the axes. Values of the time axis are milliseconds of a wall clock written as if it were UTC (see
// timeline/chart), so only the UTC methods of Date may be used. Languages as in timeline/chart.

const months = {
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  es: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
};

type Language = keyof typeof months;

// wallTime labels one tick with the coarsest unit that changes at it: year, month, day, or hour and minute.
export function wallTime(value: number): string {
  return tick(value, "en");
}

export function wallTimeES(value: number): string {
  return tick(value, "es");
}

function tick(value: number, language: Language): string {
  const t = new Date(value);
  if (value % 86_400_000 !== 0) return `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
  const month = months[language][t.getUTCMonth()]!;
  if (t.getUTCDate() !== 1) return language === "es" ? `${t.getUTCDate()} ${month}` : `${month} ${t.getUTCDate()}`;
  return t.getUTCMonth() === 0 ? `${month} ${t.getUTCFullYear()}` : month;
}

// kilometers labels a distance in metres.
export function kilometers(value: number): string {
  return distance(value, ",", ".");
}

export function kilometersES(value: number): string {
  return distance(value, ".", ",");
}

function distance(metres: number, group: string, decimal: string): string {
  if (metres !== 0 && metres % 1000 !== 0) return `${String(metres / 1000).replace(".", decimal)} km`;
  return `${String(metres / 1000).replace(/\B(?=(\d{3})+$)/g, group)} km`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
