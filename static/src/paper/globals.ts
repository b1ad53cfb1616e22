// What ECharts expects of its surroundings and an embedded engine may lack. Imported before ECharts. Timers never fire:
// with animation off nothing that is drawn waits for one.

const scope = globalThis as Record<string, unknown>;

scope.self ??= globalThis;
scope.setTimeout ??= () => 0;
scope.clearTimeout ??= () => undefined;
scope.console ??= { log() {}, warn() {}, error() {} };

export {};
