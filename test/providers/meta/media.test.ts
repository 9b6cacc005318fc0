import { expect, test } from "vitest";
import { stream, transport } from "../../../src/lib/transport.ts";
import { openMedia } from "../../../src/providers/meta/media.ts";

const account = {
  settings: { phone_number_id: "1001", waba_id: "2002" },
  credentials: { access_token: "EAAsecret" },
};
const cdn = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1";
const about = { url: cdn, mime_type: "image/png", sha256: "abc", file_size: 3, id: "77" };
const megabytes = 1024 * 1024;

type Reply = (request: Request) => Response;
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });

/** Meta, answering the first requests in this way; whatever comes after them fails. */
function meta(...replies: Reply[]) {
  const seen: Request[] = [];
  const fetcher = async (request: Request): Promise<Response> => {
    const reply = replies[seen.length];
    seen.push(request);
    if (!reply) throw new TypeError("Network connection lost.");
    return reply(request);
  };
  const web = { transport: transport(fetcher), stream: stream(fetcher) };
  const open = (mediaId = "77", change: Record<string, unknown> = {}) =>
    openMedia(mediaId, { ...account, settings: { ...account.settings, ...change } }, web);
  return { seen, open };
}

test("asks for the address with the account's token, and the address with the same", async () => {
  const { seen, open } = meta(json(about), () => new Response("PNG"));
  const media = await open();
  expect(media).toMatchObject({ kind: "open", type: "image/png" });
  expect(media.kind === "open" && (await new Response(media.body).text())).toBe("PNG");
  expect(seen.map(({ url }) => url)).toEqual([
    "https://graph.facebook.com/v25.0/77?phone_number_id=1001",
    cdn,
  ]);
  for (const { headers, method, redirect } of seen) {
    expect(headers.get("authorization")).toBe("Bearer EAAsecret");
    expect([method, redirect]).toEqual(["GET", "manual"]);
  }
});

test.each([
  "http://lookaside.fbsbx.com/x",
  "https://evil.example/x",
  "https://fbsbx.com.evil.example/x",
  "https://evilfbsbx.com/x",
  "https://lookaside.fbsbx.com:8443/x",
  "https://user@lookaside.fbsbx.com/x",
  "file:///etc/passwd",
  "not a url",
  "",
])("never tells the token to %s", async (url) => {
  const { seen, open } = meta(json({ ...about, url }));
  expect(await open()).toEqual({ kind: "unavailable" });
  expect(seen).toHaveLength(1);
});

test("takes the download of a stand-in for Meta from the stand-in itself", async () => {
  const base_url = "http://localhost:8787/graph";
  const url = "http://localhost:8787/media/77";
  const { seen, open } = meta(json({ ...about, url }), () => new Response("PNG"));
  expect(await open("77", { base_url })).toMatchObject({ kind: "open" });
  expect(seen.map((request) => request.url)).toEqual([
    `${base_url}/v25.0/77?phone_number_id=1001`,
    url,
  ]);
});

test("asks for a fresh address when the first download is not there yet", async () => {
  const missing = () => new Response("", { status: 404 });
  const late = meta(json(about), missing, json(about), () => new Response("PNG"));
  expect(await late.open()).toMatchObject({ kind: "open" });
  const gone = meta(json(about), missing, json(about), missing);
  expect(await gone.open()).toEqual({ kind: "gone" });
  expect(gone.seen).toHaveLength(4);
});

test("says that media are gone when Meta knows their id no more", async () => {
  const unknown = json({ error: { code: 100, message: "Unsupported get request" } }, 400);
  expect(await meta(unknown, unknown).open()).toEqual({ kind: "gone" });
});

test.each(["", "..", "a/b", "7?x=1", "7#", "é", "x".repeat(257)])(
  "asks nobody about the id %j",
  async (id) => {
    const { seen, open } = meta(json(about));
    expect(await open(id)).toEqual({ kind: "gone" });
    expect(seen).toEqual([]);
  },
);

test.each<[string, Reply[]]>([
  ["nobody answers", []],
  ["the token is refused", [json({ error: { code: 190 } }, 401)]],
  ["Meta is down", [json({}, 503)]],
  ["the answer is not JSON", [() => new Response("<html>")]],
  ["the answer names no address", [json({})]],
  ["the download is refused", [json(about), () => new Response("", { status: 403 })]],
  ["the download is redirected", [json(about), () => Response.redirect("https://evil.example/")]],
  ["the download breaks", [json(about)]],
])("nobody can say when %s", async (_, replies) => {
  expect(await meta(...replies).open()).toEqual({ kind: "unavailable" });
});

test("nobody can say when the account is not set up", async () => {
  const { seen, open } = meta(json(about));
  expect(await open("77", { phone_number_id: "" })).toEqual({ kind: "unavailable" });
  expect(seen).toEqual([]);
});

test("passes on no more than 100 MB, whatever Meta says of the size", async () => {
  const announced = meta(json({ ...about, file_size: 101 * megabytes }));
  expect(await announced.open()).toEqual({ kind: "too_large" });
  expect(announced.seen).toHaveLength(1);

  const framed = meta(json(about), () => {
    const length = String(101 * megabytes);
    return new Response("x", { headers: { "content-length": length } });
  });
  expect(await framed.open()).toEqual({ kind: "too_large" });

  let sent = 0;
  const chunk = new Uint8Array(megabytes);
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++;
      controller.enqueue(chunk);
    },
  });
  const media = await meta(json(about), () => new Response(endless)).open();
  if (media.kind !== "open") throw new Error(media.kind);
  let read = 0;
  const readAll = async () => {
    for await (const { byteLength } of media.body) read += byteLength;
  };
  await expect(readAll()).rejects.toThrow("too large");
  expect(read).toBeLessThanOrEqual(100 * megabytes);
  expect(sent).toBeLessThan(110);
});
