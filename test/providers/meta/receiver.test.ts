import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex, utf8 } from "../../../src/lib/bytes.ts";
import { hmacKey } from "../../../src/lib/hmac.ts";
import { meta } from "../../../src/providers/meta/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import failed from "../../fixtures/whatsapp/message_status__failed.json";
import textMessage from "../../fixtures/whatsapp/meta-webhook__text-message.json";
import approved from "../../fixtures/whatsapp/template_status_update__approved.json";
import vector from "../../fixtures/whatsapp/vector__x-hub-signature-256.json";
import { bodyOf, message, now, status } from "./webhook-bodies.ts";

const { receiver } = meta;
const credentials = { access_token: "EAAtoken", app_secret: vector.app_secret };

async function sign(raw: Uint8Array<ArrayBuffer>, secret = vector.app_secret) {
  const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret), raw);
  return { "x-hub-signature-256": `sha256=${toHex(mac)}` };
}

receiverContract({
  provider: meta,
  credentials,
  otherCredentials: { ...credentials, app_secret: "another-secret" },
  sign: (raw) => sign(raw),
  samples: {
    "a text": textMessage,
    "a failure": failed,
    "a template's approval": approved,
    "a mixed batch": bodyOf({
      messages: [
        message("location", { latitude: 1, longitude: 2 }),
        message("text", { body: "x" }),
      ],
      statuses: [status("read"), status("failed", { errors: [{ code: 131047 }] })],
      errors: [{ code: 131000 }],
    }),
  },
});

describe("handshake", () => {
  const asked = (query: Record<string, string>, known: Record<string, unknown> = {}) =>
    receiver.handshake?.(new URLSearchParams(query), {
      ...credentials,
      verify_token: "a-token",
      ...known,
    });
  const right = {
    "hub.mode": "subscribe",
    "hub.challenge": "1158201444",
    "hub.verify_token": "a-token",
  };

  test("gives the challenge back to whoever knows the token", async () => {
    expect(await asked(right)).toBe("1158201444");
  });

  test.each<[string, Record<string, string>]>([
    ["a wrong token", { ...right, "hub.verify_token": "a-tokem" }],
    ["an empty token", { ...right, "hub.verify_token": "" }],
    ["another mode", { ...right, "hub.mode": "unsubscribe" }],
    ["no challenge", { "hub.mode": "subscribe", "hub.verify_token": "a-token" }],
    ["a challenge that is no number", { ...right, "hub.challenge": "<script>" }],
    ["a challenge that is too long", { ...right, "hub.challenge": "1".repeat(65) }],
    ["nothing", {}],
  ])("gives nothing for %s", async (_what, query) => {
    expect(await asked(query)).toBeNull();
  });

  test("gives nothing when the account has no token", async () => {
    expect(await receiver.handshake?.(new URLSearchParams(right), credentials)).toBeNull();
  });
});

describe("verify", () => {
  const raw = utf8(vector.raw_body);
  const believed = (
    bytes: Uint8Array<ArrayBuffer>,
    header: string,
    known: Record<string, unknown> = credentials,
  ) =>
    receiver.verify(
      { raw: bytes, headers: new Headers({ "X-Hub-Signature-256": header }), now, url: "" },
      known,
    );

  test("believes the bytes that Meta signed", async () => {
    expect(await believed(raw, vector.header_value)).toBe(true);
  });

  test("believes the previous secret while it is being replaced, and no third one", async () => {
    const rotated = {
      ...credentials,
      app_secret: "new-secret",
      previous_app_secret: vector.app_secret,
    };
    expect(await believed(raw, vector.header_value, rotated)).toBe(true);
    const { "x-hub-signature-256": current } = await sign(raw, "new-secret");
    expect(await believed(raw, current, rotated)).toBe(true);
    const { "x-hub-signature-256": third } = await sign(raw, "third-secret");
    expect(await believed(raw, third, rotated)).toBe(false);
  });

  test("does not believe bytes that say the same in another way", async () => {
    const rewritten = utf8(JSON.stringify(JSON.parse(vector.raw_body)));
    expect(await believed(rewritten, vector.header_value)).toBe(false);
  });

  test.each([
    "sha256=",
    "sha256=00",
    vector.header_value.slice(0, -1),
    `${vector.header_value}0`,
    vector.header_value.toUpperCase(),
    vector.header_value.replace("sha256=", "sha1="),
    vector.header_value.replace("sha256=", ""),
    `${vector.header_value}, ${vector.header_value}`,
  ])("does not believe the header %j", async (header) => {
    expect(await believed(raw, header)).toBe(false);
  });

  test("believes nothing when the account has no secret", async () => {
    const { access_token } = credentials;
    expect(await believed(raw, vector.header_value, { access_token })).toBe(false);
  });
});

describe("parse", () => {
  test("reads Meta's escapes", () => {
    expect(receiver.parse(JSON.parse(vector.raw_body), now)).toMatchObject([
      { kind: "message", text: "Grüße <b>100%</b> a@b.c", profileName: "Jürgen 😀" },
    ]);
  });

  test("reads every item of every change of every entry, and loses none to a bad neighbour", () => {
    const good = fc.constantFrom<["messages" | "statuses", string, object]>(
      ["messages", "message", message("text", { body: "x" })],
      ["messages", "message", message("reaction", { message_id: "wamid.x" })],
      ["statuses", "report", status("delivered")],
      ["statuses", "report", status("failed", { errors: [{ code: 131047 }] })],
    );
    const bad = fc.constantFrom(
      null,
      7,
      "x",
      [],
      {},
      message("text", { body: "x" }, { timestamp: "soon" }),
      message("text", { body: "x" }, { from: undefined }),
      status("eaten"),
      status("sent", { id: 5 }),
    );
    const change = fc.record({ good: fc.array(good), bad: fc.array(bad), number: fc.nat(9) });
    const place = fc.oneof(change, fc.constantFrom(null, 7, { field: "messages" }, { field: 5 }));
    fc.assert(
      fc.property(fc.array(fc.array(place)), (entries) => {
        const expected: Record<string, number> = {};
        const body = {
          object: "whatsapp_business_account",
          entry: entries.map((changes, index) => ({
            id: String(index),
            changes: changes.map((one) => {
              if (one === null || typeof one !== "object" || "field" in one) return one;
              const sender = `1${one.number}`;
              for (const [, kind] of one.good) {
                expected[`${kind} ${sender}`] = (expected[`${kind} ${sender}`] ?? 0) + 1;
              }
              const items = (list: string) => [
                ...one.good.filter(([name]) => name === list).map(([, , item]) => item),
                ...one.bad,
              ];
              const metadata = { phone_number_id: sender };
              const value = { metadata, messages: items("messages"), statuses: items("statuses") };
              return { field: "messages", value };
            }),
          })),
        };
        const found: Record<string, number> = {};
        for (const update of receiver.parse(JSON.parse(JSON.stringify(body)), now)) {
          if (update.kind === "unknown") continue;
          if (!("sender" in update)) throw new Error(`a ${update.kind} was never sent`);
          const name = `${update.kind} ${update.sender}`;
          found[name] = (found[name] ?? 0) + 1;
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  test("takes an item that could not be stored for unknown, and reads the next", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`);
    const body = bodyOf({
      messages: [message("location", deep), message("text", { body: "x" })],
      statuses: [status("sent", { pricing: deep }), status("read", { id: "x".repeat(300_000) })],
    });
    expect(receiver.parse(body, now).map(({ kind }) => kind)).toEqual([
      "unknown",
      "message",
      "unknown",
      "unknown",
    ]);
  });

  test("reads a full batch", () => {
    const statuses = Array.from({ length: 1_000 }, (_, i) => status("sent", { id: `wamid.${i}` }));
    expect(receiver.parse(bodyOf({ statuses }), now)).toHaveLength(1_000);
  });
});

describe("concerns", () => {
  const ours = { phone_number_id: "106540352242922", waba_id: "419561257915477" };
  const [read] = receiver.parse(textMessage, now);
  const [template] = receiver.parse(approved, now);
  const [error] = receiver.parse(bodyOf({ errors: [{ code: 131000 }] }), now);
  const [unknown] = receiver.parse(bodyOf({ messages: [null] }), now);
  const [strange] = receiver.parse([], now);

  test("takes what is about this number or its account", () => {
    if (!read || !template || !error || !unknown || !strange) throw new Error("nothing was read");
    expect(receiver.concerns(read, ours)).toBe(true);
    expect(receiver.concerns(template, { ...ours, waba_id: "102290129340398" })).toBe(true);
    const near = { phone_number_id: "1122334455667", waba_id: "102290129340398" };
    expect(receiver.concerns(error, near)).toBe(true);
    expect(receiver.concerns(unknown, near)).toBe(true);
    expect(receiver.concerns(strange, near)).toBe(true);
  });

  test("leaves what is about another one", () => {
    if (!read || !template || !error || !unknown) throw new Error("nothing was read");
    expect(receiver.concerns(read, { ...ours, phone_number_id: "1" })).toBe(false);
    expect(receiver.concerns(template, ours)).toBe(false);
    expect(receiver.concerns(error, { ...ours, waba_id: "102290129340398" })).toBe(false);
    expect(receiver.concerns(unknown, ours)).toBe(false);
  });
});
