// What every dialect owes the edge. A dialect's own test calls this with how it carries a key, requests that
// its customers make, and receipts of the kinds that it sends.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dialect, EncodeContext, SendContext, Wire } from "../../src/dialects/dialect.ts";
import type { Receipt } from "../../src/lead/port.ts";
import type { Channel } from "../../src/model/channel.ts";
import { recipientSchema, type SendDraft, sendCommandSchema } from "../../src/model/command.ts";
import type { Content } from "../../src/model/content.ts";
import { type ErrorCode, type Failure, GatewayError, httpStatus } from "../../src/model/errors.ts";

type Fields = Record<string, unknown>;

interface Contract {
  dialect: Dialect;
  /** Every way in which a request may carry a key. */
  carriers: Record<string, (key: string) => Record<string, string>>;
  /** Requests that are right, each for one of the dialect's sends. */
  examples: readonly { name: string; path: string; body: Fields }[];
  /** The kinds of message that the dialect's sends result in. */
  kinds: readonly { channel: Channel; kind: Receipt["kind"] }[];
  /** Statuses that the original answers otherwise than we do. */
  statuses?: Partial<Record<ErrorCode, number>>;
  /** What requests carry besides a body: the key, the path's parameters, the query. */
  request?: Partial<SendContext>;
}

const codes = Object.keys(httpStatus) as ErrorCode[];
const states: Receipt["state"][] = ["sent", "queued", "scheduled", "unknown"];
const context = { requestId: "request-1", messageId: "message-1" };
const leadId = "9f0c7d6e-0000-4000-8000-000000000001";

/** Valid whatever lead is found behind a `to`. */
const expectCommand = (draft: SendDraft) => {
  if (!("to" in draft)) return expect(sendCommandSchema.parse(draft)).toEqual(draft);
  const { to, ...rest } = draft;
  expect(recipientSchema.parse(to)).toEqual(to);
  const command = { ...rest, leadId };
  return expect(sendCommandSchema.parse(command)).toEqual(command);
};

export function dialectContract(contract: Contract): void {
  const { dialect, carriers, examples, kinds, statuses = {} } = contract;
  const request: SendContext = {
    key: {
      id: "key-1",
      workspaceId: "9f0c7d6e-0000-4000-8000-00000000000a",
      dialect: dialect.name,
      slug: null,
      environment: "live",
      scopes: ["messages.send"],
      rateLimit: 600,
      expiresAt: null,
    },
    params: {},
    query: {},
    ...contract.request,
  };
  const decoderOf = (path: string) => {
    const route = dialect.sends.find((send) => send.path === path);
    if (!route) throw new Error(`${dialect.name} has no send at ${path}`);
    return async (body: unknown) => route.decode(body, request);
  };

  const expectDecoded = async (decode: ReturnType<typeof decoderOf>, body: unknown) => {
    const { value, failure } = await outcome(() => decode(body));
    if (failure) expect(Math.floor(httpStatus[failure.code] / 100)).toBe(4);
    else expectCommand(value);
  };

  describe("credential", () => {
    const key = "nxr_live_abc";

    test.each(Object.entries(carriers))("reads the key from %s", (_, carry) => {
      expect(dialect.credential(new Headers(carry(key)))).toBe(key);
    });

    test("says that there is none", () => {
      expect(() => dialect.credential(new Headers())).toThrow(
        expect.objectContaining({ failure: { code: "key_missing" } }),
      );
    });

    test("refuses every pair of keys that differ", () => {
      const ways = Object.values(carriers);
      for (const one of ways) {
        for (const other of ways.filter((way) => way !== one)) {
          const both = new Headers({ ...one(key), ...other(`${key}x`) });
          expect(() => dialect.credential(both)).toThrow(GatewayError);
        }
      }
    });

    test("gives a key or refuses, whatever the headers say", () => {
      const texts = fc.oneof(
        fc.string(),
        fc.constantFrom("", " ", "Bearer", "Bearer ", "Basic x", ","),
      );
      return fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...Object.values(carriers)),
          texts,
          async (carry, text) => {
            const { value, failure } = await outcome(() =>
              dialect.credential(new Headers(carry(text))),
            );
            if (failure) expect(failure.code).toMatch(/^key_(missing|invalid)$/);
            else expect(value).not.toBe("");
          },
        ),
      );
    });
  });

  describe("decode", () => {
    test("has an example for each send", () => {
      const tried = new Set(examples.map(({ path }) => path));
      expect([...tried].sort()).toEqual(dialect.sends.map(({ path }) => path).sort());
    });

    test.each(examples)(
      "makes a valid command of $name, and the same again",
      async ({ path, body }) => {
        const draft = await decoderOf(path)(body);
        expectCommand(draft);
        expect(await decoderOf(path)(structuredClone(body))).toEqual(draft);
      },
    );

    test.each(dialect.sends)("refuses at $path what is no object", async ({ path }) => {
      for (const body of [null, 7, "text", true, [], [{}]]) {
        const refused = await outcome(() => decoderOf(path)(body));
        expect(refused).toMatchObject({ failure: { code: "body_invalid" } });
      }
    });

    test.each(dialect.sends)(
      "makes a valid command or refuses at $path, whatever the JSON",
      ({ path }) =>
        fc.assert(fc.asyncProperty(fc.jsonValue(), (body) => expectDecoded(decoderOf(path), body))),
    );

    test.each(examples)(
      "makes a valid command or refuses, whatever becomes of $name",
      (example) => {
        const { path, body } = example;
        const value = fc.oneof(
          fc.jsonValue(),
          fc.string({ unit: "binary" }),
          fc.constant(undefined),
        );
        return fc.assert(
          fc.asyncProperty(fc.constantFrom(...Object.keys(body)), value, (name, given) =>
            expectDecoded(decoderOf(path), { ...body, [name]: given }),
          ),
        );
      },
    );
  });

  const expectWire = ({ status, body }: Wire) => {
    expect(status).toBeGreaterThanOrEqual(200);
    expect(JSON.parse(JSON.stringify(body))).toEqual(body);
    expect(Object.keys(body)).not.toEqual([]);
  };

  describe("encode", () => {
    const cases = kinds.flatMap((kind) => states.map((state) => ({ ...kind, state })));
    test.each(cases)("answers a $kind that is $state", async ({ channel, kind, state }) => {
      const receipt: Receipt = {
        messageId: "message-1",
        channel,
        kind,
        state,
        providerMessageId: state === "sent" ? "provider-1" : null,
        callStatus: kind === "call" && state === "sent" ? "registered" : null,
        scheduledAt: state === "scheduled" ? Date.UTC(2026, 3, 5, 14, 30) : null,
        to: channel === "email" ? "john@example.com" : "+12025550123",
        sentAt: state === "sent" ? Date.UTC(2026, 3, 5, 14, 30) : null,
      };
      for (const retrySafe of [true, false]) {
        const answer: EncodeContext = {
          ...request,
          retrySafe,
          leadId,
          created: retrySafe,
          account: null,
          draft: {
            leadId,
            workflowId: null,
            channel,
            content: contentOf[kind],
            metadata: {},
            scheduledAt: receipt.scheduledAt,
          },
        };
        const wire = await dialect.encode(Object.freeze(receipt), answer);
        expectWire(wire);
        expect(wire.status).toBeLessThan(300);
        expect(JSON.stringify(wire.body)).toMatch(/message-1|provider-1/);
      }
    });
  });

  describe("encodeError", () => {
    const failures = (code: ErrorCode): Failure[] => [
      { code },
      { code, message: "Do this instead.", details: { field: "content", channel: "email" } },
      { code, provider: { name: "meta", httpStatus: 400, code: 131026 }, retryAfterSeconds: 7 },
    ];

    test.each(codes)("has a status and words for %s", (code) => {
      for (const failure of failures(code)) {
        for (const messageId of [null, context.messageId]) {
          const wire = dialect.encodeError(Object.freeze(failure), { ...context, messageId });
          expectWire(wire);
          expect(wire.status).toBe(statuses[code] ?? httpStatus[code]);
          const names = [code, ...Object.values(context)];
          expect(textsIn(wire.body).filter((text) => !names.includes(text))).toContainEqual(
            expect.stringMatching(/\w{3,}/),
          );
        }
      }
    });
  });
}

const url = "https://example.com/a";
/** Something of each kind. */
const contentOf: Record<Content["kind"], Content> = {
  text: { kind: "text", text: "Hello" },
  template: { kind: "template", templateId: "template-1", components: [] },
  email: { kind: "email", subject: "Hello", text: "Hello" },
  call: { kind: "call" },
  media: { kind: "media", media: { type: "image", url } },
  interactive: {
    kind: "interactive",
    body: "Hello",
    interaction: { type: "cta_url", title: "Look", url },
  },
  elements: { kind: "elements", elements: [{ title: "Hello", buttons: [] }] },
};

/** Every text in a JSON value, however deep. */
const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : value !== null && typeof value === "object"
      ? Object.values(value).flatMap(textsIn)
      : [];

/** What `run` gives, or the failure it refuses with. Anything else that it throws fails the test. */
async function outcome<T>(
  run: () => T | Promise<T>,
): Promise<{ value: T; failure: null } | { value: null; failure: Failure }> {
  try {
    return { value: await run(), failure: null };
  } catch (error) {
    if (error instanceof GatewayError) return { value: null, failure: error.failure };
    throw error;
  }
}
