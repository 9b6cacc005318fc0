import { describe, expect, test } from "vitest";
import type { StreamTransport } from "../../../src/lib/transport.ts";
import { instagram, messenger } from "../../../src/providers/meta/index.ts";
import { page } from "./messaging-accounts.ts";

const address = "https://scontent.xx.fbcdn.net/v/t1/a.jpg?oh=permission&oe=1";

type StreamAnswer = Awaited<ReturnType<StreamTransport>>;

function web(answer: StreamAnswer) {
  const asked: Parameters<StreamTransport>[0][] = [];
  const stream: StreamTransport = async (request) => {
    asked.push(request);
    return answer;
  };
  const transport = async () => {
    throw new Error("nothing is asked for beforehand");
  };
  return { asked, web: { transport, stream } };
}

const answered = (status: number, headers: Record<string, string> = {}): StreamAnswer => ({
  kind: "answer",
  response: new Response(status === 200 ? "bytes" : null, { status, headers }),
});

describe.each([messenger, instagram])("what a person sent on $channel", (provider) => {
  test("is fetched from the address that names it, without our token", async () => {
    const { asked, web: given } = web(answered(200, { "content-type": "image/jpeg" }));
    const media = await provider.openMedia?.(address, page, given);
    expect(asked).toMatchObject([{ url: address, headers: {} }]);
    if (media?.kind !== "open") throw new Error(media?.kind);
    expect(media.type).toBe("image/jpeg");
    expect(await new Response(media.body).text()).toBe("bytes");
  });

  test.each([
    "https://example.com/a.jpg",
    "http://scontent.xx.fbcdn.net/a.jpg",
    "https://fbcdn.net.example.com/a.jpg",
    "https://user@scontent.xx.fbcdn.net/a.jpg",
    "https://scontent.xx.fbcdn.net:8443/a.jpg",
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "17",
  ])("is never looked for at %s", async (elsewhere) => {
    const { asked, web: given } = web(answered(200));
    expect(await provider.openMedia?.(elsewhere, page, given)).toEqual({ kind: "gone" });
    expect(asked).toEqual([]);
  });

  test.each([
    [403, "gone"],
    [404, "gone"],
    [410, "gone"],
    [500, "unavailable"],
  ])("is, at a %i, %s", async (status, kind) => {
    expect(await provider.openMedia?.(address, page, web(answered(status)).web)).toEqual({ kind });
  });

  test("is nobody's guess while nobody answers", async () => {
    const { web: given } = web({ kind: "no_answer", reason: "timeout" });
    expect(await provider.openMedia?.(address, page, given)).toEqual({ kind: "unavailable" });
  });
});

const mediaIn = (url: string, type = "image") => {
  const body = {
    object: "page",
    entry: [
      {
        id: "1",
        messaging: [
          {
            sender: { id: "2" },
            recipient: { id: "1" },
            timestamp: 1,
            message: { mid: "m", attachments: [{ type, payload: { url } }] },
          },
        ],
      },
    ],
  };
  const [update] = messenger.receiver.parse(body, 1);
  return update?.kind === "message" ? update.details["media"] : null;
};

test("a file at Meta's can be opened through us, a link or a strange address cannot", () => {
  expect(mediaIn(address)).toEqual({ id: address, type: "image" });
  expect(mediaIn("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1", "file")).toBeDefined();
  expect(mediaIn("https://example.com/a.jpg")).toBeUndefined();
  expect(mediaIn(address, "share")).toBeUndefined();
});
