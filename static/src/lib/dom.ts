// Building page elements. Text always goes in as text, never as markup.

type Child = Node | string | number | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | EventListener>;

// el makes an element. Attributes that are functions become listeners of that event; true is an empty attribute;
// false, null and undefined are left out.
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(present).map((c) => (c instanceof Node ? c : String(c))));
  return element;
}

function present(child: Child): child is Node | string | number {
  return child !== null && child !== undefined && child !== false && child !== "";
}

// byID returns an element the page template promises.
export function byID(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

// swap replaces the children of an element.
export function swap(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...children.filter(present).map((c) => (c instanceof Node ? c : String(c))));
}

export function number(n: number): string {
  return n.toLocaleString("en-US");
}

// plural writes a number with its noun, whose plural is the regular one unless it is told.
export function plural(n: number, one: string, many = manyOf(one)): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

function manyOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

export function capital(text: string): string {
  return text.replace(/^./, (c) => c.toUpperCase());
}

// colorOf is a colour of the style sheet as the page shows it. It is read off an element: the property by itself is only text,
// which names the colours of both themes.
export function colorOf(property: string): string {
  const probe = el("i", { hidden: true });
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
