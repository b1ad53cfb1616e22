// When a page was left alone for too long, and when it is time to tell the server that it was not.

const tellEveryMs = 60_000;

interface Watch {
  used(): void; // somebody moved, typed or scrolled
  look(): void; // to be called now and then
}

// watch calls alive at most once a minute while somebody uses the page, and lock, once, when nobody has for idleMs. A machine
// that slept runs no timers: whoever wakes it finds the page locked too.
export function watch(idleMs: number, now: () => number, alive: () => void, lock: () => void): Watch {
  let last = now();
  let told = last;
  let locked = false;
  const look = () => {
    if (locked || now() - last < idleMs) return;
    locked = true;
    lock();
  };
  const used = () => {
    look();
    if (locked) return;
    last = now();
    if (last - told < tellEveryMs) return;
    told = last;
    alive();
  };
  return { used, look };
}
