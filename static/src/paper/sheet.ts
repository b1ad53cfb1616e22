// What our drawing functions return, written as SVG.

import type { Box, Element } from "../chart/marks";

type Style = Record<string, unknown> & { fill?: string | Gradient; stroke?: string; text?: string };
type Gradient = { colorStops: { offset: number; color: string }[] };
type Shape = Box & { r?: number; cx: number; cy: number; x1: number; y1: number; x2: number; y2: number; pathData: string; points: [number, number][] };

const FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"; // as in timeline/chart

// Sheet collects elements. Rectangles of one colour that do not touch become one path.
export class Sheet {
  private readonly body: string[] = [];
  private readonly defs = new Map<string, string>(); // markup by what it is, but for its id
  private readonly known = new Map<string, string>(); // attributes of a colour
  private clipped = "";
  private paint = ""; // of the rectangles that are being collected
  private path = "";
  private right = 0; // where they end
  private bottom = 0;

  constructor(private readonly prefix: string) {}

  // clip cuts what follows off at a box.
  clip(area: Box): void {
    const id = this.define(`<clipPath id="`, `"><rect${box(area)}/></clipPath>`);
    if (id === this.clipped) return;
    this.unclip();
    this.clipped = id;
    this.body.push(`<g clip-path="url(#${id})">`);
  }

  unclip(): void {
    this.flush();
    if (this.clipped) this.body.push("</g>");
    this.clipped = "";
  }

  // close returns all that was drawn.
  close(): string {
    this.unclip();
    const defs = [...this.defs].map(([key, id]) => key.replace("\0", id)).join("");
    return (defs && `<defs>${defs}</defs>`) + this.body.join("");
  }

  draw(element: Element): void {
    if (!element) return;
    if (element.type === "group") {
      for (const child of element.children as Element[]) this.draw(child);
      return;
    }
    const style = element.style as Style;
    if (element.type === "text") {
      this.text(style);
      return;
    }
    const shape = element.shape as Shape;
    const ink = this.ink(style, element.type === "line" ? "none" : "#000000");
    if (element.type === "rect" && !shape.r && typeof style.fill === "string") {
      this.rect(shape, ink);
      return;
    }
    this.flush();
    this.body.push(`<${outline(element.type as string, shape)}${ink}/>`);
  }

  private rect({ x, y, width, height }: Box, paint: string): void {
    if (paint !== this.paint || (x < this.right && y < this.bottom)) {
      this.flush();
      this.paint = paint;
      this.bottom = -Infinity;
    }
    this.path += `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}z`;
    this.right = x + width;
    this.bottom = Math.max(this.bottom, y + height);
  }

  private flush(): void {
    if (this.path) this.body.push(`<path d="${this.path}"${this.paint}/>`);
    this.path = this.paint = "";
  }

  private text(style: Style): void {
    this.flush();
    const anchor = { center: "middle", right: "end", left: "start" }[style.align as string];
    const weight = style.fontWeight ? `;font-weight:${style.fontWeight}` : "";
    this.body.push(`<text x="${px(style.x as number)}" y="${px(style.y as number)}" dominant-baseline="central" text-anchor="${anchor}"` +
      ` style="font-size:${style.fontSize}px;font-family:${FONTS}${weight}"${this.color("fill", style.fill as string)}>${escape(style.text!)}</text>`);
  }

  // ink writes how a shape is filled, with what if nothing is told, and stroked.
  private ink(style: Style, fill: string): string {
    let out = typeof style.fill === "object" ? ` fill="url(#${this.gradient(style.fill)})"` : this.color("fill", style.fill ?? fill);
    if (style.stroke) {
      out += this.color("stroke", style.stroke);
      if (style.lineWidth !== 1 && style.lineWidth !== undefined) out += ` stroke-width="${style.lineWidth}"`;
      if (style.lineDash) out += ` stroke-dasharray="${(style.lineDash as number[]).join(" ")}"`;
      if (style.lineJoin) out += ` stroke-linejoin="${style.lineJoin}"`;
    }
    if (style.opacity !== undefined && style.opacity !== 1) out += ` opacity="${style.opacity}"`;
    return out;
  }

  // color writes a colour and its opacity as two attributes: not all that read SVG know rgba().
  private color(paint: "fill" | "stroke" | "stop", value: string): string {
    const key = paint + value;
    let out = this.known.get(key);
    if (out === undefined) {
      const [, rgb, alpha] = /^rgba\((.*),([^,]*)\)$/.exec(value) ?? [];
      const name = paint === "stop" ? "stop-color" : paint;
      out = rgb ? ` ${name}="rgb(${rgb})"` + (alpha === "1" ? "" : ` ${paint}-opacity="${alpha}"`) : ` ${name}="${value}"`;
      this.known.set(key, out);
    }
    return out;
  }

  private gradient({ colorStops }: Gradient): string {
    const stops = colorStops.map(({ offset, color }) => `<stop offset="${Math.round(offset * 1000) / 10}%"${this.color("stop", color)}/>`);
    return this.define(`<linearGradient id="`, `" x1="0" y1="0" x2="1" y2="0">${stops.join("")}</linearGradient>`);
  }

  private define(before: string, after: string): string {
    const key = `${before}\0${after}`;
    let id = this.defs.get(key);
    if (id === undefined) {
      id = `${this.prefix}-p${this.defs.size}`;
      this.defs.set(key, id);
    }
    return id;
  }
}

// outline begins the element of a shape.
function outline(type: string, s: Shape): string {
  switch (type) {
    case "rect":
      return s.r ? `rect${box(s)} rx="${Math.min(s.r, s.width / 2, s.height / 2)}"` : `rect${box(s)}`;
    case "circle":
      return `circle cx="${px(s.cx)}" cy="${px(s.cy)}" r="${px(s.r!)}"`;
    case "line":
      return `path d="M${px(s.x1)} ${px(s.y1)}L${px(s.x2)} ${px(s.y2)}"`;
    case "polygon":
      return `path d="M${s.points.map(([x, y]) => `${px(x)} ${px(y)}`).join("L")}Z"`;
    case "path":
      return `path d="${s.pathData}"`;
  }
  throw new Error(`an item is drawn as an unknown ${type}`);
}

function box({ x, y, width, height }: Box): string {
  return ` x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
}

// px writes a number of pixels to the hundredth.
function px(n: number): number {
  return Math.round(n * 100) / 100;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
}
