// Charts to SVG in an embedded JavaScript engine without a document. Bundled into dist/ssr.js as one script that sets
// globalThis.sightlineRender(option, width, height, theme, prefix).

import "./globals";
import { graphic } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { resolveFunctions, type ChartOption } from "../chart/functions";
import { echarts } from "../chart/echarts";
import { drawItems, takeItems, type Drawn } from "./items";

echarts.use([SVGRenderer]);

type Host = typeof globalThis & {
  // Width of text in px in a CSS font such as "bold 12px sans-serif", if the host can measure.
  sightlineMeasure?: (text: string, font: string) => number;
  sightlineRender?: typeof render;
};

const host = globalThis as Host;

echarts.setPlatformAPI({
  measureText: (text: string, font?: string) => ({ width: measure(text ?? "", font || "12px sans-serif") }),
});

// measure asks the host, and without one estimates from the width classes of a common sans-serif face. ECharts takes the
// width of this one ideograph for the height of a line; a host's font may lack it, so it is answered here.
function measure(text: string, font: string): number {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
  if (text === "国") return size;
  if (host.sightlineMeasure) return host.sightlineMeasure(text, font);
  let em = 0;
  for (const c of text) em += /[iljt.,:;'|! ]/.test(c) ? 0.28 : /[mwMW@%]/.test(c) ? 0.88 : /[A-Z]/.test(c) ? 0.69 : 0.55;
  return em * size;
}

// What ECharts' painter of SVG has beside its public face. Ids of what it defines begin with its own.
type Painter = { _id: string; renderToString(how: object): string };

// render returns the chart as an SVG document of width × height px, whose ids begin with the prefix. The same option and
// prefix give the same bytes.
function render(optionJSON: string, width: number, height: number, theme: "light" | "dark", prefix: string): string {
  const option = resolveFunctions(JSON.parse(optionJSON) as ChartOption);
  const chart = echarts.init(null, theme === "dark" ? "dark" : null, { renderer: "svg", ssr: true, width, height });
  try {
    const items = takeItems(option);
    chart.setOption({ backgroundColor: "transparent", ...option, animation: false, useUTC: true } as never);
    chart.getZr().add(new graphic.Rect(SLOT));
    const painter = chart.getZr().painter as unknown as Painter;
    painter._id = prefix;
    // Without :hover styles: paper does not hover, and the SVG to PDF drawer reads no style sheets.
    const svg = painter.renderToString({ useViewBox: true, cssEmphasis: false, cssAnimation: false });
    return svg.replace(SLOT_AS_DRAWN, () => drawItems(items, chart as unknown as Drawn, option, height, prefix));
  } finally {
    chart.dispose();
  }
}

// Where in the drawing the items of our series belong: above axes and days, below legend and scale.
const SLOT = { z: 2, silent: true, shape: { x: -7, y: -7, width: 3, height: 5 }, style: { fill: "#010203" } };
const SLOT_AS_DRAWN = /<path d="M-7 -7l3 0l0 5l-3 0Z" fill="#010203"[^>]*>(\s*<\/path>)?/;

host.sightlineRender = render;
