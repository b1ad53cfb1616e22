// Labels of the time axis. Axis values are milliseconds of a wall clock written as if it were UTC (see timeline/chart),
// so only the UTC methods of Date may be used.

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// wallTime labels one tick with the coarsest unit that changes at it: year, month, day, or hour and minute.
export function wallTime(value: number): string {
  const t = new Date(value);
  if (value % 86_400_000 !== 0) return `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
  const month = months[t.getUTCMonth()]!;
  if (t.getUTCDate() !== 1) return `${month} ${t.getUTCDate()}`;
  return t.getUTCMonth() === 0 ? `${month} ${t.getUTCFullYear()}` : month;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
