// Locks a page that is left alone: what it shows of people must not stay on the screen (CJIS AC-11). Whoever works on a
// page without asking the server for anything keeps the session alive from here.

import { get, toLogIn } from "../lib/api";
import { watch } from "./idle";

const idleMs = Number(document.querySelector<HTMLElement>("[data-idle]")?.dataset.idle ?? 0) * 1000;

function alive(): void {
  get("/api/v1/session").catch(() => undefined); // who is no longer logged in is sent to log in
}

function lock(): void {
  document.body.replaceChildren();
  toLogIn();
}

if (idleMs > 0) {
  const { used, look } = watch(idleMs, Date.now, alive, lock);
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(event, used, { passive: true, capture: true });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5_000);
}
