// What every provider's receiver owes us. A provider's own test calls this with credentials, a signer
// that does what the provider does, and bodies as the provider sends them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../src/lib/bytes.ts";
import type { Provider } from "../../src/providers/provider.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Credentials = Record<string, unknown>;

interface ReceiverContract {
  provider: Provider;
  credentials: Credentials;
  /** Valid credentials of somebody else. */
  otherCredentials: Credentials;
  /** The headers that the provider sends with these bytes at `now` (epoch ms) to the owner of `credentials`. */
  sign(raw: Bytes, now: number): Promise<Record<string, string>>;
  /** False where the provider proves who it is and not what it says: a password, a static secret. */
  signsBody?: boolean;
  /** Bodies by name. Each holds at least one thing that we understand. */
  samples: Record<string, unknown>;
}

const now = Date.parse("2026-11-20T10:00:00Z");

export function receiverContract(contract: ReceiverContract): void {
  const { provider, credentials, otherCredentials, sign, signsBody = true } = contract;
  const { receiver } = provider;
  const [first] = Object.entries(contract.samples);
  if (!first) throw new Error("a contract needs a sample");
  const raw = utf8(JSON.stringify(first[1]));

  const verify = (
    bytes: Bytes,
    headers: Record<string, string>,
    of: Credentials = credentials,
  ): Promise<boolean> =>
    receiver.verify(
      { raw: bytes, headers: new Headers(headers), now, url: "https://gateway.example/hook" },
      of,
    );

  describe("verify", () => {
    test("believes what the provider signed, whatever the bytes are", async () => {
      for (const bytes of [
        raw,
        utf8(`${JSON.stringify(first[1], null, 1)}\n`),
        utf8("ü"),
        utf8(""),
      ]) {
        expect(await verify(bytes, await sign(bytes, now))).toBe(true);
      }
    });

    test("believes nothing unsigned", async () => {
      const headers = await sign(raw, now);
      expect(await verify(raw, {})).toBe(false);
      for (const name of Object.keys(headers)) {
        for (const value of [
          "",
          "x",
          "=",
          ",",
          "v1,",
          "sha256=",
          "\u00ff".repeat(64),
          "0".repeat(64),
        ]) {
          expect(await verify(raw, { ...headers, [name]: value })).toBe(false);
        }
        const { [name]: _gone, ...rest } = headers;
        expect(await verify(raw, rest)).toBe(false);
      }
    });

    if (signsBody) {
      test("believes nothing that was altered by one bit or cut short", async () => {
        const headers = await sign(raw, now);
        await fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 0, max: raw.length - 1 }),
            fc.integer({ min: 0, max: 7 }),
            async (index, bit) => {
              const altered = raw.slice();
              altered[index] = (altered[index] ?? 0) ^ (1 << bit);
              expect(await verify(altered, headers)).toBe(false);
              expect(await verify(raw.slice(0, index), headers)).toBe(false);
            },
          ),
          { numRuns: 50 },
        );
      });
    }

    test("believes nothing under somebody else's secret, and nothing without one", async () => {
      const headers = await sign(raw, now);
      expect(await verify(raw, headers, otherCredentials)).toBe(false);
      expect(await verify(raw, headers, {})).toBe(false);
    });
  });

  parseContract(contract);
}

/** The half of the exam that is about what was verified already. */
export function parseContract(contract: Pick<ReceiverContract, "provider" | "samples">): void {
  const { receiver } = contract.provider;
  const samples = Object.entries(contract.samples);

  describe("parse", () => {
    test.each(samples)("understands %s", (_name, body) => {
      const updates = receiver.parse(body, now);
      expect(updates.some(({ kind }) => kind !== "unknown")).toBe(true);
    });

    test.each(samples)("says the same of %s twice, as plain JSON", (_name, body) => {
      const updates = receiver.parse(body, now);
      expect(receiver.parse(structuredClone(body), now)).toStrictEqual(updates);
      expect(JSON.parse(JSON.stringify(updates))).toStrictEqual(updates);
    });

    test("never throws, and keeps what it cannot read as unknown", () => {
      fc.assert(
        fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (body) => {
          const updates = receiver.parse(body, now);
          expect(updates.filter(({ kind }) => kind !== "unknown")).toEqual([]);
          expect(updates).not.toHaveLength(0);
        }),
        { numRuns: 200 },
      );
    });

    test("never throws on a body with one part replaced", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...samples.map(([, body]) => body)),
          fc.nat(),
          fc
            .oneof(fc.jsonValue(), fc.constantFrom("", "__proto__", "\ud800", -1, 1e300, null))
            // As JSON writes it: there is no minus zero.
            .map((part) => JSON.parse(JSON.stringify(part))),
          (body, place, part) => {
            const updates = receiver.parse(withPart(body, place, part), now);
            expect(JSON.parse(JSON.stringify(updates))).toStrictEqual(updates);
            for (const update of updates) {
              expect(receiver.concerns(update, {})).toBeTypeOf("boolean");
            }
          },
        ),
        { numRuns: 500 },
      );
    });
  });
}

/** A copy of `body` with its `place`-th part (counted around) replaced. */
function withPart(body: unknown, place: number, part: unknown): unknown {
  const copy = structuredClone(body);
  const places: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown) => {
    if (value === null || typeof value !== "object") return;
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      visit(holder[key]);
    }
  };
  visit(copy);
  const chosen = places[place % places.length];
  if (chosen) chosen[0][chosen[1]] = part;
  return copy;
}
