import { expect, test } from "vitest";
import { type Fetcher, stream, transport } from "../../src/lib/transport.ts";

const post = {
  url: "https://provider.example/send",
  method: "POST" as const,
  headers: { authorization: "Bearer secret" },
  body: "{}",
  timeoutMs: 1_000,
};
const answering = (response: Response): Fetcher => {
  return async () => response;
};

test("brings the answer with its headers in lower case", async () => {
  let seen: Request | undefined;
  const send = transport(async (request) => {
    seen = request;
    return new Response("taken", { status: 201, headers: { "X-Trace": "1" } });
  });
  expect(await send(post)).toMatchObject({
    kind: "answer",
    status: 201,
    body: "taken",
    headers: { "x-trace": "1" },
  });
  expect(await seen?.text()).toBe("{}");
  expect(seen?.redirect).toBe("manual");
});

test("a redirect is an answer, not followed", async () => {
  const away = new Response(null, { status: 302, headers: { location: "https://elsewhere" } });
  expect(await transport(answering(away))(post)).toMatchObject({ kind: "answer", status: 302 });
});

test("whatever breaks after the request was handed over is no answer", async () => {
  const broken = transport(async () => {
    throw new TypeError("Network connection lost.");
  });
  expect(await broken(post)).toEqual({ kind: "no_answer", reason: "network" });
  const torn = new ReadableStream({
    pull(controller) {
      controller.error(new Error("torn"));
    },
  });
  const half = transport(answering(new Response(torn)));
  expect(await half(post)).toEqual({ kind: "no_answer", reason: "network" });
});

test("gives up at the deadline, while connecting and while reading", async () => {
  const silent = transport(() => new Promise(() => {}));
  expect(await silent({ ...post, timeoutMs: 20 })).toEqual({
    kind: "no_answer",
    reason: "timeout",
  });
  const stalled = transport(answering(new Response(new ReadableStream())));
  expect(await stalled({ ...post, timeoutMs: 20 })).toEqual({
    kind: "no_answer",
    reason: "timeout",
  });
});

test("reads no more than a megabyte", async () => {
  const large = transport(answering(new Response("x".repeat(1024 * 1024 + 1))));
  expect(await large(post)).toEqual({ kind: "no_answer", reason: "too_large" });
  const more = { ...post, maxAnswerBytes: 1024 * 1024 + 1 };
  const allowed = transport(answering(new Response("x".repeat(1024 * 1024 + 1))));
  expect(await allowed(more)).toMatchObject({ kind: "answer", status: 200 });
});

test("says for certain that nothing was sent when the request cannot be written", async () => {
  const send = transport(answering(new Response("ok")));
  for (const request of [
    { ...post, url: "not a url" },
    { ...post, headers: { authorization: "line\nbreak" } },
  ]) {
    expect(await send(request)).toEqual({ kind: "not_sent", reason: "invalid_request" });
  }
});

test("a stream brings the answer before its body, which may be long", async () => {
  const large = "x".repeat(2 * 1024 * 1024);
  let seen: Request | undefined;
  const open = stream(async (request) => {
    seen = request;
    return new Response(large);
  });
  const answer = await open({ ...post, timeoutMs: 1_000 });
  if (answer.kind !== "answer") throw new Error(answer.kind);
  expect(await answer.response.text()).toBe(large);
  expect([seen?.method, seen?.redirect]).toEqual(["GET", "manual"]);
});

test("a stream gives up when no headers come, and lets a body take its time", async () => {
  const silent = stream(() => new Promise(() => {}));
  expect(await silent({ ...post, timeoutMs: 20 })).toEqual({
    kind: "no_answer",
    reason: "timeout",
  });
  const slow = stream(async () => {
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        controller.enqueue(new TextEncoder().encode("late"));
        controller.close();
      },
    });
    return new Response(body);
  });
  const answer = await slow({ ...post, timeoutMs: 20 });
  expect(answer.kind === "answer" && (await answer.response.text())).toBe("late");
});
