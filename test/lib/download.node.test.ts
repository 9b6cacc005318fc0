// A stranger's file is fetched from the open web only, and never more of it, or for longer, than allowed.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { download } from "../../src/lib/download.ts";
import { publicUrl } from "../../src/lib/public-url.ts";
import type { Fetcher } from "../../src/lib/transport.ts";
import { hostileUrls } from "../support/hostile-urls.ts";

const limits = { maxBytes: 100, timeoutMs: 1_000, reserve: () => true };
const start = "https://files.example.com/a";

/** A web whose pages are these; what is asked is noted. */
function web(pages: Record<string, () => Response>) {
  const asked: Request[] = [];
  const fetcher: Fetcher = async (request) => {
    asked.push(request);
    const page = pages[request.url];
    if (!page) throw new Error("nobody there");
    return page();
  };
  return { asked, run: (url = start) => download(fetcher, url, limits) };
}
const leadTo = (location: string) => () =>
  new Response(null, { status: 302, headers: { location } });
const file =
  (size: number, type = "image/png") =>
  () =>
    new Response(new Uint8Array(size), { headers: { "content-type": type } });

describe("the rule for addresses", () => {
  test("takes nothing of what leads inside, or is read in two ways, but names of the open web", () => {
    const given = hostileUrls(8787);
    const asHttps = given.map((url) => url.replace(/^http:/, "https:").replace(":8787", ""));
    const hosts = [...given, ...asHttps].flatMap((url) => publicUrl(url)?.hostname ?? []);
    expect(new Set(hosts)).toEqual(
      new Set([
        // What these resolve to only the runtime can see.
        "127.0.0.1.nip.io",
        "7f000001.c0a80001.rbndr.us",
        "make-127.0.0.1-rebind-169.254.169.254-rr.1u.ms",
        "localtest.me",
        "fbsbx.com.nip.io",
        "facebook.com.127.0.0.1.nip.io",
        // Somebody's, and nothing of ours goes there.
        "lookaside.fbsbx.com",
        "lookaside.fbsbx.com.",
        "lookaside.fbsbx.com.evil.example",
        "evilfbsbx.com",
        "fbsbx.co",
        "xn--fbsbx-xxx.com",
        "fbsbx.example",
      ]),
    );
  });

  test("takes pages of the web by name", () => {
    for (const url of [
      "https://example.com/photo.png?size=2#x",
      "https://EXAMPLE.com/",
      "https://example.com:443/x",
      "https://cdn.exämple.de/ü.png",
      "https://example.xn--p1ai/",
      "https://1.example.com./x",
    ]) {
      expect(publicUrl(url)?.protocol, url).toBe("https:");
    }
  });

  test("refuses every address that is no name, however its bytes are written", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV4Extended(),
          fc.ipV6().map((ip) => `[${ip}]`),
        ),
        (host) => {
          expect(publicUrl(`https://${host}/x`)).toBeNull();
        },
      ),
    );
  });
});

test("gives the bytes and their type, and tells nothing of ours", async () => {
  const { asked, run } = web({ [start]: file(3, "Image/PNG; charset=x") });
  expect(await run()).toEqual({ kind: "file", bytes: new Uint8Array(3), type: "image/png" });
  expect(asked.map(({ headers }) => [...headers])).toEqual([
    [
      ["accept", "*/*"],
      ["user-agent", "leadwire"],
    ],
  ]);
});

test("follows three redirects and no more", async () => {
  const at = (n: number) => `https://files.example.com/${n}`;
  const pages = {
    [start]: leadTo("/1"),
    [at(1)]: leadTo(at(2)),
    [at(2)]: leadTo("3"),
    [at(3)]: file(1),
  };
  expect(await web(pages).run()).toMatchObject({ kind: "file" });
  const endless = web({ ...pages, [at(3)]: leadTo("/1") });
  expect(await endless.run()).toEqual({ kind: "too_many_redirects" });
  expect(endless.asked).toHaveLength(4);
});

test.each([
  "http://files.example.com/b",
  "https://127.0.0.1/b",
  "//localhost/b",
  "https://user@files.example.com/b",
  "https://files.example.com:8443/b",
  "file:///etc/passwd",
  "https://",
])("does not follow to %s", async (location) => {
  const { asked, run } = web({ [start]: leadTo(location) });
  expect(await run()).toEqual({ kind: "not_public" });
  expect(asked).toHaveLength(1);
});

test("does not ask an address that may not be fetched", async () => {
  const { asked, run } = web({});
  expect(await run("https://metadata.google.internal/x")).toEqual({ kind: "not_public" });
  expect(asked).toEqual([]);
});

test("breaks off what is too large, whether or not it says so", async () => {
  let pulled = 0;
  const endless = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          pulled++;
          controller.enqueue(new Uint8Array(60));
        },
      }),
    );
  expect(await web({ [start]: endless }).run()).toEqual({ kind: "too_large", type: null });
  expect(pulled).toBeLessThan(6);
  const honest = () => new Response("x", { headers: { "content-length": "101" } });
  expect(await web({ [start]: honest }).run()).toMatchObject({ kind: "too_large" });
  expect(await web({ [start]: file(100) }).run()).toMatchObject({ kind: "file" });
});

test("gives up on who does not answer, or stops in the middle", async () => {
  const never: Fetcher = () => new Promise(() => {});
  const short = { ...limits, timeoutMs: 20 };
  expect(await download(never, start, short)).toEqual({ kind: "unreachable" });
  const stuck: Fetcher = async () =>
    new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
  expect(await download(stuck, start, short)).toEqual({ kind: "unreachable" });
  const broken = () =>
    new Response(new ReadableStream({ start: (c) => c.error(new Error("gone")) }));
  expect(await web({ [start]: broken }).run()).toEqual({ kind: "unreachable" });
  expect(await web({}).run()).toEqual({ kind: "unreachable" });
});

test("tells the status of who refuses", async () => {
  const gone = () => new Response("no", { status: 404 });
  expect(await web({ [start]: gone }).run()).toEqual({ kind: "refused", status: 404 });
  const nowhere = () => new Response(null, { status: 302 });
  expect(await web({ [start]: nowhere }).run()).toEqual({ kind: "refused", status: 302 });
});

test.each<[string, Record<string, string>, number]>([
  ["what is announced", { "content-length": "3" }, 3],
  ["the most, where nothing is announced", {}, 100],
  ["the most, where it is packed", { "content-length": "3", "content-encoding": "x" }, 100],
  ["the most, where the length is none", { "content-length": "-3" }, 100],
])("asks for room for %s", async (_, headers, bytes) => {
  const asked: number[] = [];
  const page: Fetcher = async () => new Response("abc", { headers });
  const reserve = (most: number) => {
    asked.push(most);
    return asked.length > 1;
  };
  expect(await download(page, start, { ...limits, reserve })).toEqual({ kind: "no_room" });
  expect(await download(page, start, { ...limits, reserve })).toMatchObject({ kind: "file" });
  expect(asked).toEqual([bytes, bytes]);
});

test("asks for no room once the time is up", async () => {
  const answer = Promise.withResolvers<Response>();
  let asked = 0;
  const reserve = () => {
    asked++;
    return true;
  };
  const late = download(() => answer.promise, start, { ...limits, timeoutMs: 10, reserve });
  expect(await late).toEqual({ kind: "unreachable" });
  answer.resolve(new Response("abc"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(asked).toBe(0);
});

test("reads no more than was announced", async () => {
  const liar: Fetcher = async () => new Response("abcd", { headers: { "content-length": "3" } });
  expect(await download(liar, start, limits)).toEqual({ kind: "too_large", type: "text/plain" });
});
