// Labels of the time axis. Axis values are milliseconds of a wall clock written as if it were UTC (see timeline/chart),
// so only the UTC methods of Date may be used.

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// wallTime labels one tick with the coarsest unit that changes at it: year, month and day, or hour and minute. The first
// label also carries the year, so that no axis is without one.
export function wallTime(value: number, index: number): string {
  const t = new Date(value);
  const [y, m, d] = [t.getUTCFullYear(), t.getUTCMonth(), t.getUTCDate()];
  const midnight = value % 86_400_000 === 0;
  let text: string;
  if (midnight && d === 1 && m === 0) text = String(y);
  else if (midnight && d === 1) text = months[m]!;
  else if (midnight) text = `${months[m]} ${d}`;
  else text = `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
  if (index > 0 || text === String(y)) return text;
  return midnight ? `${text}\n${y}` : `${text}\n${months[m]} ${d}, ${y}`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
