// A drag across the rows of a chart chooses a span; a double click shows all again.

type Drag = {
  inRows(x: number, y: number): boolean; // whether a drag may begin there, px of the chart
  dragging(): void;
  chosen(from: number, to: number): void; // px of the chart
  all(): void;
};

const LEAST = 5; // px; less is a click

export function dragToChoose(box: HTMLElement, drag: Drag): void {
  const band = document.createElement("div");
  band.className = "band";
  band.hidden = true;
  box.append(band);
  let start: number | null = null;
  const at = (event: PointerEvent): [number, number] => {
    const { left, top } = box.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  box.addEventListener("pointerdown", (event) => {
    const [x, y] = at(event);
    start = event.button === 0 && !event.shiftKey && drag.inRows(x, y) ? x : null;
  });
  box.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const [x] = at(event);
    const [left, right] = [Math.min(start, x), Math.max(start, x)];
    band.hidden = right - left < LEAST;
    if (band.hidden) return;
    drag.dragging();
    band.style.left = `${left}px`;
    band.style.width = `${right - left}px`;
  });
  window.addEventListener("pointerup", (event) => {
    if (start !== null && !band.hidden) {
      const [x] = at(event);
      drag.chosen(Math.min(start, x), Math.max(start, x));
    }
    start = null;
    band.hidden = true;
  });
  box.addEventListener("dblclick", () => drag.all());
}
