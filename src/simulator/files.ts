// A pretend place on the web with a few files, for sends of a file by its URL that need no network.

import { fromBase64, utf8 } from "../lib/bytes.ts";
import { photo } from "./meta/media.ts";

export const filesHost = "files.leadwire.example";

const png = { type: "image/png", bytes: () => fromBase64(photo.base64) ?? new Uint8Array() };
/** The shortest text that programs take for a PDF. */
const pdf = { type: "application/pdf", bytes: () => utf8("%PDF-1.4\n%%EOF\n") };
const files: ReadonlyMap<string, { type: string; bytes(): Uint8Array<ArrayBuffer> }> = new Map([
  ["/photo.png", png],
  ["/untyped", { ...png, type: "application/octet-stream" }],
  ["/price-list.pdf", pdf],
  ["/page.png", { type: "text/html; charset=utf-8", bytes: () => utf8("<!doctype html>") }],
]);

/** Answers a GET of one of the files; `/moved` leads to the photo. */
export function serveFile({ pathname }: URL): Response {
  if (pathname === "/moved") {
    return new Response(null, { status: 302, headers: { location: "/photo.png" } });
  }
  const file = files.get(pathname);
  return file
    ? new Response(file.bytes(), { headers: { "content-type": file.type } })
    : new Response("Not found", { status: 404 });
}
