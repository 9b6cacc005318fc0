// Changes of a request's headers: of who asks, and of all that a client or a proxy may add.
import type { Dice } from "../simulation/dice.ts";
import { nastyHeaderValues } from "./nasty-parts.ts";
import type { Request } from "./request.ts";
import type { World } from "./world.ts";

type HeaderChange = (dice: Dice, request: Request, world: World) => void;

const credentialNames = ["x-api-key", "authorization"];
const without = (request: Request, names: readonly string[]) =>
  request.headers.filter(([name]) => !names.includes(name));

const oddHeaders: readonly string[] = [
  ...["accept", "accept-encoding", "accept-language", "range", "if-match"],
  ...["if-none-match", "origin"],
  ...["if-modified-since", "content-encoding", "content-type", "content-language"],
  ...["transfer-coding"],
  ...["cookie", "x-http-method-override", "x-forwarded-for", "x-forwarded-host", "x-original-url"],
  ...["cf-connecting-ip", "x-request-id", "x-simulator-origin", "user-agent", "referer"],
  ...["te", "date"],
  ...["x-hub-signature-256", "x-retell-signature", "svix-id", "svix-signature", "svix-timestamp"],
  ...["webhook-id", "webhook-timestamp", "webhook-signature", "forwarded", "via"],
  ...["prefer", "expect-ct"],
];

export function mutateHeaders(dice: Dice, request: Request, world: World): void {
  dice.pick(headerChanges)(dice, request, world);
}

const headerChanges: readonly HeaderChange[] = [
  (_, request) => {
    request.headers = without(request, credentialNames);
  },
  (dice, request) => {
    const value = dice.pick(nastyHeaderValues);
    request.headers = [...without(request, credentialNames), [dice.pick(credentialNames), value]];
  },
  (dice, request, { keys, adminToken }) => {
    const other = dice.pick([keys.narrow, keys.revoked, keys.playground, keys.main, adminToken]);
    const name = dice.pick(credentialNames);
    const value = name === "authorization" ? `Bearer ${other}` : other;
    request.headers = [...without(request, dice.pick([credentialNames, []])), [name, value]];
  },
  (_, request) => {
    request.headers.push(...request.headers.filter(([name]) => credentialNames.includes(name)));
  },
  (dice, request) => request.headers.push(["idempotency-key", dice.pick(nastyHeaderValues)]),
  (dice, request) => request.headers.push(["idempotency-key", `key-${dice.between(0, 30)}`]),
  (dice, request) => {
    const type = dice.pick([
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json; charset=utf-16",
      "application/xml",
      dice.pick(nastyHeaderValues),
    ]);
    request.headers = [...without(request, ["content-type"]), ["content-type", type]];
  },
  (dice, request) => {
    request.headers.push([
      "content-encoding",
      dice.pick(["gzip", "br", "deflate", "identity", "x"]),
    ]);
  },
  (dice, request) => request.headers.push([dice.pick(oddHeaders), dice.pick(nastyHeaderValues)]),
  (dice, request) => {
    const name = dice.pick(oddHeaders);
    request.headers = [...without(request, [name]), [name, dice.pick(nastyHeaderValues)]];
  },
  (_, request) => {
    for (let i = 0; i < 100; i++) request.headers.push([`x-many-${i}`, "x".repeat(100)]);
  },
  (dice, request) => request.headers.push(["expect", dice.pick(["100-continue", "x"])]),
  (dice, request) => request.headers.push(["connection", dice.pick(["close", "upgrade, te"])]),
  (_, request) => {
    request.headers.push(["upgrade", "websocket"], ["sec-websocket-version", "13"]);
    request.headers.push(
      ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="],
      ["connection", "upgrade"],
    );
  },
];
