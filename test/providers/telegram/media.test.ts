import { describe, expect, test } from "vitest";
import { telegram } from "../../../src/providers/telegram/index.ts";
import { answerOf, type Reply, replying } from "../../contract/provider.ts";

const account = {
  settings: { bot_id: "123456" },
  credentials: { bot_token: "123456:ABC" },
};
const found: Reply = {
  status: 200,
  body: { ok: true, result: { file_id: "F", file_path: "photos/file_1.jpg", file_size: 3 } },
};

async function open(about: Reply, download: () => Response = () => new Response("abc")) {
  const { transport, requests } = replying(answerOf(about));
  const urls: string[] = [];
  const media = await telegram.openMedia?.("F&x", account, {
    transport,
    stream: async ({ url, headers }) => {
      expect(headers).toEqual({});
      urls.push(url);
      return { kind: "answer", response: download() };
    },
  });
  return { media, asked: requests[0]?.url, urls };
}

describe("openMedia", () => {
  test("asks for the path, and then for the bytes at Telegram's own address", async () => {
    const { media, asked, urls } = await open(found);
    expect(asked).toBe("https://api.telegram.org/bot123456:ABC/getFile?file_id=F%26x");
    expect(urls).toEqual(["https://api.telegram.org/file/bot123456:ABC/photos/file_1.jpg"]);
    if (media?.kind !== "open") throw new Error("not open");
    expect(await new Response(media.body).text()).toBe("abc");
  });

  test.each([
    "../../etc/passwd",
    "https://evil.example/x",
    "//evil.example/x",
    "a/../b",
    "a?b",
    "",
  ])("follows no path that leads elsewhere (%j)", async (file_path) => {
    const { media, urls } = await open({ status: 200, body: { ok: true, result: { file_path } } });
    expect(media).toEqual({ kind: "unavailable" });
    expect(urls).toEqual([]);
  });

  const refused = (description: string): Reply => ({
    status: 400,
    body: { ok: false, error_code: 400, description },
  });

  test.each<[string, Reply]>([
    ["too_large", refused("Bad Request: file is too big")],
    ["gone", refused("Bad Request: wrong file_id or the file is temporarily unavailable")],
    ["unavailable", { status: 401, body: { ok: false } }],
    ["unavailable", { status: 502, body: "<html>" }],
    ["unavailable", { status: 200, body: {} }],
  ])("says %s", async (kind, about) => {
    expect((await open(about)).media).toEqual({ kind });
  });

  test("says so when the bytes are gone, or do not come", async () => {
    expect((await open(found, () => new Response("", { status: 404 }))).media).toEqual({
      kind: "gone",
    });
    expect((await open(found, () => new Response("", { status: 500 }))).media).toEqual({
      kind: "unavailable",
    });
  });
});
