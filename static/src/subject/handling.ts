// Handling codes by the names that the server gives them: those that the viewer may let out stand in the page, each as a finished
// check box.

import { byID } from "../lib/dom";

// releases are fresh check boxes of codes, in the order of the page; a code that the viewer may not let out has none.
export function releases(codes: ReadonlySet<string>): HTMLElement[] {
  return offered()
    .filter((label) => codes.has(codeOf(label)))
    .map((label) => label.cloneNode(true) as HTMLElement);
}

// handlingNames are codes in words.
export function handlingNames(codes: string[]): string[] {
  const names = new Map(offered().map((label) => [codeOf(label), label.dataset.name]));
  return codes.map((code) => names.get(code) ?? `handling code ${code}`);
}

function offered(): HTMLElement[] {
  return [...(byID("releases") as HTMLTemplateElement).content.querySelectorAll<HTMLElement>("label")];
}

function codeOf(label: HTMLElement): string {
  return label.querySelector("input")!.value;
}
