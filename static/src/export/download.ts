// Files from our server, made to order.

import { APIError, problemOf } from "../lib/api";

export type Saved = { name: string; bytes: number; sha256: string };

// download asks for a file with a form, so that neither names nor purposes stand in an address, and saves it.
export async function download(path: string, form: URLSearchParams, signal: AbortSignal): Promise<Saved> {
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", body: form, headers: { Accept: "application/json, */*" }, signal });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new APIError(0, "The server does not answer. Is sightline still running?");
  }
  if (!response.ok) throw new APIError(response.status, await problemOf(response));
  const body = await response.blob();
  const name = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? path.slice(path.lastIndexOf("/") + 1);
  save(body, name);
  return { name, bytes: body.size, sha256: digestOf(response) };
}

function save(body: Blob, name: string): void {
  const address = URL.createObjectURL(body);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// digestOf reads the hash that the audit holds from the answer (RFC 9530), in hexadecimal.
function digestOf(response: Response): string {
  const base64 = /sha-256=:([^:]+):/.exec(response.headers.get("Repr-Digest") ?? "")?.[1] ?? "";
  return [...atob(base64)].map((c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
