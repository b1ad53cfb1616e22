import assert from "node:assert/strict";
import { test } from "node:test";
import { circle, destination, greatCircle } from "../src/map/ground";
import { LegBundle } from "../src/map/legs";

// metres on the sphere by the haversine formula
function distance([lon1, lat1], [lon2, lat2]) {
  const r = Math.PI / 180;
  const h = Math.sin(((lat2 - lat1) * r) / 2) ** 2 + Math.cos(lat1 * r) * Math.cos(lat2 * r) * Math.sin(((lon2 - lon1) * r) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
}

test("circles are true to size everywhere", () => {
  for (const centre of [[-96, 36], [0, 0], [179.99, -17], [-150, 65], [20, 85]]) {
    for (const radius of [30, 4_000, 330_000]) {
      const ring = circle(centre, radius);
      assert.deepEqual(ring[0], ring.at(-1));
      for (const corner of ring) assert.ok(Math.abs(distance(centre, corner) - radius) < radius * 1e-6 + 1e-3);
    }
  }
});

test("great circles take the short way, and past 180° run on", () => {
  const line = greatCircle([170, 40], [-170, 40]);
  assert.deepEqual(line[0], [170, 40]);
  assert.ok(Math.abs(line.at(-1)[0] - 190) < 1e-9);
  for (let i = 1; i < line.length; i++) assert.ok(Math.abs(line[i][0] - line[i - 1][0]) < 5);
  assert.ok(line.some(([, lat]) => lat > 40.1)); // bends towards the pole
});

test("great circles have their length", () => {
  const [a, b] = [[-96, 36], [-112, 33]];
  const line = greatCircle(a, b);
  let length = 0;
  for (let i = 1; i < line.length; i++) length += distance(line[i - 1], line[i]);
  assert.ok(Math.abs(length - distance(a, b)) < 1);
});

test("legs between the same neighbourhoods are one line that knows their number", () => {
  const bundle = new LegBundle(4);
  const [tulsa, amarillo] = [[-95.99, 36.15], [-101.83, 35.22]];
  for (let i = 0; i < 10; i++) {
    bundle.add(destination(tulsa, 1000, i), destination(amarillo, 1000, -i), false, true);
    bundle.add(amarillo, tulsa, false, i > 0);
  }
  bundle.add(tulsa, amarillo, true, false);
  bundle.add(tulsa, destination(tulsa, 500, 1), false, true); // too short to be seen
  const lines = bundle.features();
  assert.equal(lines.length, 2);
  const seen = lines.find((f) => !f.properties.gap);
  assert.deepEqual(seen.properties, { gap: false, exact: false, n: 20, icon: "arrows" });
  assert.equal(lines.find((f) => f.properties.gap).properties.n, 1);
});
