// Every map of ours: our outlines, no tiles of anybody's, north up.

import { AttributionControl, Map as GLMap, NavigationControl, ScaleControl, setWorkerUrl, type LngLatBounds, type StyleSpecification } from "maplibre-gl";

// CONTIGUOUS are the contiguous states: what a map shows that has nothing to show.
const CONTIGUOUS: [number, number, number, number] = [-125, 24, -66, 50];

// openMap makes a map in an element, around some bounds, no nearer than a zoom, or the whole country. It follows the
// element's size.
export function openMap(container: HTMLElement, style: StyleSpecification, bounds: LngLatBounds | null, label: string, nearest = 10): GLMap {
  setWorkerUrl("/assets/maplibre-gl-worker.mjs");
  const map = new GLMap({
    container,
    style,
    bounds: bounds ?? CONTIGUOUS,
    fitBoundsOptions: { padding: 48, maxZoom: nearest },
    attributionControl: false,
    renderWorldCopies: true,
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "imperial", maxWidth: 110 }), "bottom-left");
  map.addControl(new ScaleControl({ unit: "metric", maxWidth: 110 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: false, customAttribution: "Outlines: U.S. Census Bureau, Natural Earth" }), "bottom-right");
  map.getCanvas().setAttribute("aria-label", label);
  new ResizeObserver(() => map.resize()).observe(container);
  return map;
}
