// The running gateway, asked by requests made from a dialect's document, answers what the document says.
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { descriptions } from "../../src/dialects/descriptions.ts";
import { openApiOf } from "../../src/dialects/openapi.ts";
import type { Security } from "../../src/dialects/operation.ts";
import type { DialectName } from "../../src/model/key.ts";
import { request } from "../support/gateway.ts";
import { operationsOf } from "./documents.ts";
import { type GivenAnswer, judgeOf } from "./judge.ts";
import { bodyOf, type Made, pathOf, requestsTo } from "./requests.ts";
import { makeWorld, type World } from "./world.ts";

/** Of `vitest.config.ts`. */
const settings = env as unknown as Record<string, string | undefined>;
const numRuns = Number(settings["OPENAPI_RUNS"] ?? 30);
/** Of a dialect's first operation; each has its own, so that they do not share their idempotency keys. */
const seed = Number(settings["OPENAPI_SEED"] ?? 20_260_401);

/** Has every operation of a dialect asked; the document says what may come of it. */
export function keepsDocument(dialect: DialectName): void {
  const description = descriptions[dialect];
  if (!description) throw new Error(`${dialect} has no description`);
  const document = openApiOf(description, { version: "0.0.0" });
  const judge = judgeOf(document);
  const [way] = [description.security].flat() as readonly Security[];
  let world: World;

  beforeAll(async () => {
    world = await makeWorld(dialect);
  }, 60_000);

  const credential = ({ key }: Made): Record<string, string> => {
    if (key === null) return {};
    const secret = world.keys[key];
    return way?.type === "apiKey"
      ? { [way.header]: secret }
      : { authorization: `Bearer ${secret}` };
  };

  const operations = operationsOf(document).map(
    (asked, i) => [asked.operation.operationId, asked, seed + i] as const,
  );
  describe(dialect, () => {
    test.each(operations)(
      "%s answers what its document says",
      async (operationId, asked, ownSeed) => {
        const answered: GivenAnswer[] = [];
        const ask = async (made: Made): Promise<GivenAnswer> => {
          const body = bodyOf(made);
          const response = await request(pathOf(asked, made), {
            method: asked.method.toUpperCase(),
            headers: {
              ...credential(made),
              ...made.headers,
              ...(body === null || body.type === null ? {} : { "content-type": body.type }),
            },
            ...(body === null ? {} : { body: body.body }),
          });
          const { status, headers } = response;
          const bytes = await response.arrayBuffer();
          return { status, headers, text: new TextDecoder().decode(bytes) };
        };
        const requests = requestsTo(document, asked, world.known(operationId));
        await fc.assert(
          fc.asyncProperty(requests, async (made) => {
            // With a key a repeat is answered from what is stored.
            const times = "Idempotency-Key" in made.headers ? 2 : 1;
            for (let time = 1; time <= times; time++) {
              const answer = await ask(made);
              answered.push(answer);
              const faults = judge(asked, answer);
              if (answer.status >= 500 && !isXobitosRefusal(dialect, answer)) {
                faults.push(`${answer.status} is a fault of ours`);
              }
              expect(faults, `${answer.status} ${answer.text.slice(0, 2_000)}`).toEqual([]);
            }
          }),
          { numRuns, seed: ownSeed },
        );
        const successes = answered.filter(({ status }) => status < 300);
        const refusals = new Set(answered.map(({ status, text }) => `${status} ${text}`));
        const lacking = `no request went well, the world lacks something:\n${[...refusals].join("\n")}`;
        expect(successes.length, lacking).toBeGreaterThan(0);
      },
      120_000,
    );
  });
}

/** docs/decisions/0030: what Xobito says of a message that WhatsApp refuses. */
const isXobitosRefusal = (dialect: DialectName, { status, text }: GivenAnswer): boolean =>
  dialect === "xobito" &&
  status === 500 &&
  text === '{"status":"error","message":"Failed to send message"}';
