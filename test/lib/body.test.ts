// What is read of a request whose sender goes away in the middle.
import { expect, test } from "vitest";
import { readBody, readBytes, readJson, readText } from "../../src/lib/body.ts";
import { transport } from "../../src/lib/transport.ts";

/** The text as a stream whose source breaks before its end. */
const brokenOff = (text: string): ReadableStream<Uint8Array> => {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new Error("the connection broke"));
      sent = true;
      controller.enqueue(new TextEncoder().encode(text));
    },
  });
};

test("is nothing, however much of it has arrived", async () => {
  const refused = { ok: false, error: "body_invalid" };
  expect(await readBytes(brokenOff("{}"), 100)).toEqual(refused);
  expect(await readText(new Response(brokenOff("{}")), 100)).toEqual(refused);
  const request = new Request("https://gateway.example", { method: "POST", body: brokenOff("{}") });
  expect(await readJson(request, 100)).toEqual(refused);
});

test("is no answer when a provider's breaks off, and not one that is too long", async () => {
  const ask = transport(async () => new Response(brokenOff("{}")));
  const request = { url: "https://provider.example", headers: {}, timeoutMs: 1_000 };
  expect(await ask({ ...request, method: "GET" })).toEqual({
    kind: "no_answer",
    reason: "network",
  });
});

test("is held to its limit whatever it says about its length", async () => {
  const saying = (length: string, text: string, more: Record<string, string> = {}) =>
    new Response(text, { headers: { "content-length": length, ...more } });
  const bytes = { ok: true, value: new TextEncoder().encode("12345") };
  expect(await readBody(saying("5", "12345"), 5)).toEqual(bytes);
  expect(await readBody(saying("1", "12345"), 5)).toEqual(bytes);
  const refused = { ok: false, error: "body_too_large" };
  expect(await readBody(saying("5", "123456"), 5)).toEqual(refused);
  expect(await readBody(saying("1", "123456", { "content-encoding": "gzip" }), 5)).toEqual(refused);
  expect(await readBody(saying("many", "123456"), 5)).toEqual(refused);
  expect(await readBody(new Response(null), 5)).toEqual({ ok: true, value: new Uint8Array() });
});
