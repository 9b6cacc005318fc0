// What every dialect owes the edge. A dialect's own test calls this with how it carries a key, requests that
// its customers make, and receipts of the kinds that it sends.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dialect, Wire } from "../../src/dialects/dialect.ts";
import type { Receipt } from "../../src/lead/port.ts";
import type { Channel } from "../../src/model/channel.ts";
import { type SendCommand, sendCommandSchema } from "../../src/model/command.ts";
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
}

const codes = Object.keys(httpStatus) as ErrorCode[];
const states: Receipt["state"][] = ["sent", "queued", "scheduled", "unknown"];
const context = { requestId: "request-1", messageId: "message-1" };

export function dialectContract(contract: Contract): void {
  const { dialect, carriers, examples, kinds, statuses = {} } = contract;
  const decoderOf = (path: string) => {
    const route = dialect.sends.find((send) => send.path === path);
    if (!route) throw new Error(`${dialect.name} has no send at ${path}`);
    return route.decode;
  };

  const expectDecoded = (decode: (body: unknown) => SendCommand, body: unknown) => {
    const { value, failure } = outcome(() => decode(body));
    if (failure) expect(Math.floor(httpStatus[failure.code] / 100)).toBe(4);
    else expect(sendCommandSchema.parse(value)).toEqual(value);
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
      fc.assert(
        fc.property(fc.constantFrom(...Object.values(carriers)), texts, (carry, text) => {
          const { value, failure } = outcome(() => dialect.credential(new Headers(carry(text))));
          if (failure) expect(failure.code).toMatch(/^key_(missing|invalid)$/);
          else expect(value).not.toBe("");
        }),
      );
    });
  });

  describe("decode", () => {
    test("has an example for each send", () => {
      const tried = new Set(examples.map(({ path }) => path));
      expect([...tried].sort()).toEqual(dialect.sends.map(({ path }) => path).sort());
    });

    test.each(examples)("makes a valid command of $name, and the same again", ({ path, body }) => {
      const command = decoderOf(path)(body);
      expect(sendCommandSchema.parse(command)).toEqual(command);
      expect(decoderOf(path)(structuredClone(body))).toEqual(command);
    });

    test.each(dialect.sends)("refuses at $path what is no object", ({ decode }) => {
      for (const body of [null, 7, "text", true, [], [{}]]) {
        expect(outcome(() => decode(body))).toMatchObject({ failure: { code: "body_invalid" } });
      }
    });

    test.each(dialect.sends)(
      "makes a valid command or refuses at $path, whatever the JSON",
      (send) => {
        fc.assert(fc.property(fc.jsonValue(), (body) => expectDecoded(send.decode, body)));
      },
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
        fc.assert(
          fc.property(fc.constantFrom(...Object.keys(body)), value, (name, given) =>
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
    test.each(cases)("answers a $kind that is $state", ({ channel, kind, state }) => {
      const receipt: Receipt = {
        messageId: "message-1",
        channel,
        kind,
        state,
        providerMessageId: state === "sent" ? "provider-1" : null,
        callStatus: kind === "call" && state === "sent" ? "registered" : null,
        scheduledAt: state === "scheduled" ? Date.UTC(2026, 3, 5, 14, 30) : null,
      };
      for (const retrySafe of [true, false]) {
        const wire = dialect.encode(Object.freeze(receipt), retrySafe);
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
          const names: unknown[] = [code, ...Object.values(context)];
          const words = Object.values(wire.body).filter((value) => !names.includes(value));
          expect(words).toContainEqual(expect.stringMatching(/\w{3,}/));
        }
      }
    });
  });
}

/** What `run` gives, or the failure it refuses with. Anything else that it throws fails the test. */
function outcome<T>(
  run: () => T,
): { value: T; failure?: never } | { value?: never; failure: Failure } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof GatewayError) return { failure: error.failure };
    throw error;
  }
}
