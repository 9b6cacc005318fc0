// Makes a request out of a seed and a number: an example with some of its parts changed. Signed after its
// bytes were changed, or else no receiver would ever parse them.
import { openDice } from "../simulation/dice.ts";
import type { Example } from "./corpus.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateHeaders } from "./mutate-headers.ts";
import { finish, mutateJson } from "./mutate-json.ts";
import { mutatePath, mutateQuery } from "./mutate-path.ts";
import { methods } from "./nasty-parts.ts";
import { type Request, requestOf, signature } from "./request.ts";
import type { World } from "./world.ts";

/**
 * Items of one list that a provider signs. Meta may send 1,000 updates at once; how long those take is for
 * a benchmark to say, on a machine that does nothing else.
 */
const maxReported = 101;

/** The request of this number; the same for the same seed, but for ids, times and signatures. */
export function makeRequest(
  { seed, number }: { seed: number; number: number },
  examples: readonly Example[],
  world: World,
  now: number,
): Request {
  const dice = openDice(Math.imul(seed, 1_000_003) + number);
  // Every route is as likely as any other, and so is every example: routes that take much have many.
  const example = dice.chance(0.5)
    ? dice.pickByKind(examples, ({ route }) => route)
    : dice.pick(examples);
  const request = requestOf(example);
  const times = dice.choose({ 0: 5, 1: 50, 2: 30, 3: 15 });
  const parts = Array.from({ length: Number(times) }, () => {
    const withBody = example.body === undefined ? 0 : 1;
    return dice.choose({
      body: 60 * withBody,
      bytes: 12 * withBody,
      path: 12,
      query: 12,
      headers: 12,
      method: 4,
      framing: 4,
    });
  });
  if (example.body !== undefined && parts.includes("body")) {
    let { body } = example;
    const maxItems = example.signedBy ? maxReported : Number.POSITIVE_INFINITY;
    for (const part of parts) if (part === "body") body = mutateJson(dice, body, maxItems);
    request.body = Buffer.from(finish(body));
  }
  if (parts.includes("bytes") && request.body) request.body = mutateBytes(dice, request.body);
  // Each request is somebody else's: else the limit on failed authentications would answer for everything.
  const [a, b, c] = [dice.between(0, 255), dice.between(0, 255), dice.between(0, 255)];
  request.headers.push(["cf-connecting-ip", `10.${a}.${b}.${c}`]);
  if (example.signedBy && request.body && !dice.chance(0.1)) {
    request.headers.push(...signature(example.signedBy, request.body, now));
  }
  if (parts.includes("path")) request.path = mutatePath(dice, request.path);
  if (parts.includes("query")) request.path = mutateQuery(dice, request.path);
  if (parts.includes("headers")) mutateHeaders(dice, request, world);
  if (parts.includes("method")) request.method = dice.pick(methods);
  if (parts.includes("framing") && request.body) {
    request.framing = dice.choose({ chunked: 7, "too-short": 1, "broken-off": 1, "no-chunk": 1 });
  }
  request.changes = parts;
  return request;
}
