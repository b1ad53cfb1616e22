// The rules of the analysis as a form. What the server says of each rule is all it knows.

import { byID, el, swap } from "../lib/dom";
import type { Rule } from "../lib/types";

export class RulesForm {
  readonly element = el("details", { class: "rules" });
  private readonly fields = el("div", { class: "rule-groups" });
  private readonly count = el("b", {});
  private readonly fault = el("p", { class: "warn", role: "alert", hidden: true });
  private rules: Rule[] = [];

  constructor(private readonly apply: (changed: Record<string, string>) => void) {
    const form = el("form", { submit: (event: Event) => this.submit(event) }, this.fields, this.fault, this.buttons());
    this.element.append(el("summary", {}, "Rules and parameters", this.count), form);
  }

  // show fills the form with the rules in force.
  show(rules: Rule[]): void {
    const open = new Set([...this.fields.querySelectorAll<HTMLDetailsElement>("details[open]")].map((d) => d.dataset.group));
    this.rules = rules;
    this.fault.hidden = true;
    const changed = rules.filter((r) => r.value !== r.usual).length;
    this.count.textContent = changed === 0 ? "as usual" : `${changed} changed`;
    const groups = [...new Set(rules.map((r) => r.group))];
    swap(this.fields, ...groups.map((group) => this.group(group, rules.filter((r) => r.group === group), open.has(group))));
  }

  // refuse tells why the rules asked for will not do.
  refuse(why: string): void {
    this.fault.textContent = why;
    this.fault.hidden = false;
    this.element.open = true;
  }

  // reveal opens the form at a group of rules.
  reveal(group: string): void {
    this.element.open = true;
    const found = this.fields.querySelector<HTMLDetailsElement>(`[data-group="${CSS.escape(group)}"]`);
    if (!found) return;
    found.open = true;
    found.scrollIntoView({ block: "nearest" });
    found.querySelector("input")?.focus();
  }

  private group(name: string, rules: Rule[], open: boolean): HTMLElement {
    return el("details", { open, "data-group": name }, el("summary", {}, name), ...rules.map(field));
  }

  private buttons(): HTMLElement {
    const usual = el("button", { type: "button", click: () => this.apply({}) }, "As usual");
    return el("p", { class: "form-buttons" }, el("button", { type: "submit", class: "button" }, "Find again"), usual);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const changed: Record<string, string> = {};
    for (const rule of this.rules) {
      const value = (byID(ruleID(rule)) as HTMLInputElement).value.trim().replace(/\s+/g, "");
      if (value !== "" && value !== rule.usual) changed[rule.name] = value;
    }
    this.apply(changed);
  }
}

function ruleID(rule: Rule): string {
  return `rule-${rule.name}`;
}

function field(rule: Rule): HTMLElement {
  const unit = rule.unit === "hours" ? "24h, 90m" : rule.unit === "share" ? "0 to 1" : rule.unit;
  const number = rule.unit !== "hours";
  const input = el("input", {
    id: ruleID(rule), name: rule.name, value: rule.value, type: number ? "number" : "text", required: true,
    ...(number ? { min: rule.low, max: rule.high, step: rule.unit === "" ? 1 : "any" } : { pattern: "(\\d+(\\.\\d+)?(h|m|s))+" }),
    title: `${rule.name}: ${rule.low} to ${rule.high}, usually ${rule.usual}`,
  });
  return el("label", { class: rule.value === rule.usual ? "rule" : "rule changed" }, el("span", {}, rule.label), input, el("small", {}, unit));
}
