import assert from "node:assert/strict";
import { test } from "node:test";
import { listText, spotsOf } from "../src/search/map.ts";

test("numbers that follow each other are written as a span", () => {
  assert.equal(listText([3]), "3");
  assert.equal(listText([3, 4]), "3, 4");
  assert.equal(listText([1, 4, 5, 6, 7, 9, 10]), "1, 4–7, 9, 10");
  assert.equal(listText([]), "");
});

test("what would be drawn one over the other shares a mark, and nothing is lost", () => {
  const at = (number, x, y) => ({ number, point: [x, y], radius: 0, shape: 0, kind: "plate_read" });
  const found = [at(1, 0, 0), at(2, 100, 0), at(3, 10, 10), at(4, 100, 21.9), at(5, 100, 22)];
  const spots = spotsOf(found, (f) => ({ x: f.point[0], y: f.point[1] }));
  assert.deepEqual(spots.map((s) => s.map((f) => f.number)), [[1, 3], [2, 4], [5]]);
});
