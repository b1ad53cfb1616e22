// Requests to our own server. Nothing else is ever asked.

import type { Problem } from "./types";

// toLogIn goes to the log-in page, and from there back to this one.
export function toLogIn(): void {
  location.assign(`/login?${new URLSearchParams({ next: location.pathname + location.search })}`);
}

// APIError carries the sentence of a problem+json answer.
export class APIError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { Accept: "application/json" }, signal: signal ?? null });
    if (response.status === 401) toLogIn();
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new APIError(0, "The server does not answer. Is sightline still running?");
  }
  if (!response.ok) throw new APIError(response.status, await problemOf(response));
  return (await response.json()) as T;
}

// problemOf is the sentence of an answer that is no success.
export async function problemOf(response: Response): Promise<string> {
  try {
    const { title, detail } = (await response.json()) as Partial<Problem>;
    return detail || title || response.statusText;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}

// send asks for a change; what there is to say goes as JSON.
export async function send<T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T> {
  const content = body === undefined ? {} : { headers: { Accept: "application/json", "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await fetch(path, { method, ...content });
    if (response.status === 401) toLogIn();
  } catch {
    throw new APIError(0, "The server does not answer. Is sightline still running?");
  }
  if (!response.ok) throw new APIError(response.status, await problemOf(response));
  return (await response.json()) as T;
}

export function query(path: string, parameters: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  return `${path}?${search}`;
}
