import assert from "node:assert/strict";
import { test } from "node:test";
import { watch } from "../src/session/idle";

const minute = 60_000;

function page(idleMs) {
  const p = { at: 0, alive: 0, locks: 0 };
  p.watch = watch(idleMs, () => p.at, () => p.alive++, () => p.locks++);
  return p;
}

test("a page that nobody uses is locked once, in time", () => {
  const p = page(30 * minute);
  p.at = 30 * minute - 1;
  p.watch.look();
  assert.equal(p.locks, 0);
  p.at++;
  p.watch.look();
  p.watch.look();
  assert.equal(p.locks, 1);
});

test("use puts it off, and tells the server at most once a minute", () => {
  const p = page(30 * minute);
  for (p.at = 0; p.at <= 50 * minute; p.at += 1000) {
    p.watch.used();
    p.watch.look();
  }
  assert.equal(p.locks, 0);
  assert.equal(p.alive, 50);
});

test("who wakes a machine that slept finds the page locked, and is not counted as its user", () => {
  const p = page(30 * minute);
  p.at = 8 * 60 * minute;
  p.watch.used();
  p.watch.used();
  assert.deepEqual([p.locks, p.alive], [1, 0]);
});
