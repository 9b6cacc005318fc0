import { describe, expect, test } from "vitest";
import { twilio } from "../../../src/providers/twilio/index.ts";
import { answerOf, replying } from "../../contract/provider.ts";
import { accountSid, ours } from "./forms.ts";

const account = {
  settings: { account_sid: accountSid, from: ours },
  credentials: { auth_token: "tok-0123456789" },
};
const id = "MM1/Media/ME1";
const own = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${id}`;
const redirect = (location: string) => new Response(null, { status: 307, headers: { location } });

async function open(answers: Response[], mediaId = id) {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const media = await twilio.openMedia?.(mediaId, account, {
    transport: replying(answerOf({ status: 500, body: "" })).transport,
    stream: async ({ url, headers }) => {
      asked.push({ url, authorization: headers["authorization"] });
      return { kind: "answer", response: answers.shift() ?? new Response("", { status: 500 }) };
    },
  });
  return { media, asked };
}

describe("openMedia", () => {
  test("follows Twilio to its file stores, and tells them no login", async () => {
    const cdn = "https://media.twiliocdn.com/AC1/x?x-amz-security-token=1";
    const store = "https://s3-external-1.amazonaws.com/media.twiliocdn.com/x";
    const { media, asked } = await open([redirect(cdn), redirect(store), new Response("abc")]);
    expect(asked.map(({ url }) => url)).toEqual([own, cdn, store]);
    const [first, ...rest] = asked.map(({ authorization }) => authorization);
    expect(atob(first?.replace("Basic ", "") ?? "")).toBe(`${accountSid}:tok-0123456789`);
    expect(rest).toEqual([undefined, undefined]);
    if (media?.kind !== "open") throw new Error("not open");
    expect(await new Response(media.body).text()).toBe("abc");
  });

  test.each([
    "https://evil.example/x",
    "https://twiliocdn.com.evil.example/x",
    "https://eviltwiliocdn.com/x",
    "http://media.twiliocdn.com/x",
    "https://media.twiliocdn.com:8443/x",
    "https://a:b@media.twiliocdn.com/x",
    "file:///etc/passwd",
  ])("follows nobody to %j", async (location) => {
    const { media, asked } = await open([redirect(location), new Response("abc")]);
    expect({ media, hops: asked.length }).toEqual({ media: { kind: "unavailable" }, hops: 1 });
  });

  test("does not follow for ever", async () => {
    const loop = Array.from({ length: 9 }, () => redirect("https://media.twiliocdn.com/x"));
    const { media, asked } = await open(loop);
    expect(media).toEqual({ kind: "unavailable" });
    expect(asked).toHaveLength(4);
  });

  test.each(["../../Accounts.json", "MM1", "MM1/Media/ME1/../x", "MM1/Media/ME1?x", ""])(
    "asks nobody for %j",
    async (mediaId) => {
      expect(await open([], mediaId)).toEqual({ media: { kind: "gone" }, asked: [] });
    },
  );

  test.each([
    ["gone", new Response("", { status: 404 })],
    ["unavailable", new Response("", { status: 401 })],
    ["unavailable", new Response("", { status: 503 })],
    ["too_large", new Response("abc", { headers: { "content-length": "99999999" } })],
  ])("says %s", async (kind, response) => {
    expect((await open([response])).media).toEqual({ kind });
  });
});
