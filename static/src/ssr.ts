// Charts to SVG in an embedded JavaScript engine without a document. Bundled into dist/ssr.js as one script that sets
// globalThis.sightlineRender(option, width, height, theme).

import "./ssr-globals";
import { SVGRenderer } from "echarts/renderers";
import { resolveFunctions, type ChartOption } from "./chartfns";
import { echarts } from "./echarts";

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

// render returns the chart as an SVG document of width × height px. The same option gives the same bytes: element ids
// are drawn from the option itself, which also keeps several charts apart on one page.
function render(optionJSON: string, width: number, height: number, theme: "light" | "dark"): string {
  const option = resolveFunctions(JSON.parse(optionJSON) as ChartOption);
  const chart = echarts.init(null, theme === "dark" ? "dark" : null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ backgroundColor: "transparent", ...option, animation: false, useUTC: true } as never);
    // Without :hover styles: paper does not hover, and the SVG to PDF drawer reads no style sheets.
    const painter = chart.getZr().painter as unknown as { renderToString(o: object): string };
    const svg = painter.renderToString({ useViewBox: true, cssEmphasis: false, cssAnimation: false });
    return steady(svg, `c${hash(`${optionJSON}|${width}|${height}|${theme}`)}`);
  } finally {
    chart.dispose();
  }
}

// steady replaces the renderer's running ids ("zr7-g12"), which differ from render to render, by the prefix and a number
// in order of appearance, and drops the marks left for a client script. It looks inside tags only: the renderer
// escapes quotes and angle brackets in text.
function steady(svg: string, prefix: string): string {
  const names = new Map<string, string>();
  const rename = (id: string) => {
    if (!names.has(id)) names.set(id, `${prefix}-${names.size}`);
    return names.get(id)!;
  };
  return svg.replace(/<[a-zA-Z][^>]*>/g, (tag) =>
    tag.replace(/ ecmeta_\w+="[^"]*"/g, "").replace(/\bzr\d+-[\w-]+/g, rename),
  );
}

// hash is 32-bit FNV-1a over UTF-16 code units: enough to tell the charts of one page apart.
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

host.sightlineRender = render;
