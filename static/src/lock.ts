// Locks a page that is left alone: what it shows of people must not stay on the screen (CJIS AC-11). Whoever works on a
// page without asking the server for anything keeps the session alive from here.

import { get, toLogIn } from "./api";

const everyMs = 60_000; // how often the session is kept alive, at most

const idleMs = Number(document.querySelector<HTMLElement>("[data-idle]")?.dataset.idle ?? 0) * 1000;
let used = Date.now();
let told = used;

function use(): void {
  if (Date.now() - used >= idleMs) {
    lock(); // a machine that slept runs no timers
    return;
  }
  used = Date.now();
  if (used - told < everyMs) return;
  told = used;
  get("/api/v1/session").catch(() => undefined); // who is logged in no longer is sent to log in
}

function lock(): void {
  document.body.replaceChildren();
  toLogIn();
}

if (idleMs > 0) {
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(event, use, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - used >= idleMs && lock());
  setInterval(() => Date.now() - used >= idleMs && lock(), 5_000);
}
