// Meta's handshake: who knows the account's token gets the challenge back, and nobody else learns that there
// is a receiver.
import { beforeAll, expect, test } from "vitest";
import { request, type Workspace, workspace } from "../support/gateway.ts";
import { setSecrets } from "../support/hook-tenant.ts";

let acme: Workspace;
let path: Record<"meta" | "email" | "retell", string>;
let foreignPath: string;

beforeAll(async () => {
  acme = await workspace();
  path = {
    meta: await setSecrets(acme, "meta", "a-secret"),
    email: await setSecrets(acme, "email", "whsec_c2VjcmV0"),
    retell: await setSecrets(acme, "retell", "a-secret"),
  };
  foreignPath = await setSecrets(await workspace(), "meta", "a-secret");
});

const right = () => ({
  "hub.mode": "subscribe",
  "hub.verify_token": `verify-${acme.id}`,
  "hub.challenge": "1158201444",
});
const ask = async (at: string, query: Record<string, string> | [string, string][]) => {
  const response = await request(`${at}?${new URLSearchParams(query)}`);
  const type = response.headers.get("content-type");
  return [response.status, type, await response.text()];
};
const nothing = [404, "text/plain; charset=UTF-8", "Not found"];

test("gives Meta its challenge back as plain text", async () => {
  for (const challenge of ["1158201444", "0", "9".repeat(64)]) {
    const [status, type, text] = await ask(path.meta, {
      ...right(),
      "hub.challenge": challenge,
    });
    expect([status, text]).toEqual([200, challenge]);
    expect(type).toMatch(/^text\/plain/i);
  }
});

test("answers anything else as if there were no such receiver", async () => {
  const { "hub.verify_token": token } = right();
  const changes: Record<string, string>[] = [
    ...["", "Subscribe", "SUBSCRIBE", "subscribe ", "unsubscribe", "subscribe,subscribe"].map(
      (mode) => ({ "hub.mode": mode }),
    ),
    ...["", token.slice(0, -1), `${token}x`, token.toUpperCase(), ` ${token}`, "verify-me"].map(
      (other) => ({ "hub.verify_token": other }),
    ),
    ...["", "1".repeat(65), "12a", "-1", "1.5", " 1", "1\n", "٣", "<script>", "1\r\nx: y"].map(
      (challenge) => ({ "hub.challenge": challenge }),
    ),
  ];
  for (const change of changes) {
    expect(await ask(path.meta, { ...right(), ...change }), JSON.stringify(change)).toEqual(
      nothing,
    );
  }
  for (const name of Object.keys(right())) {
    const rest = Object.entries(right()).filter(([one]) => one !== name);
    expect(await ask(path.meta, rest), name).toEqual(nothing);
  }
  const twice: [string, string][] = [["hub.verify_token", "wrong"], ...Object.entries(right())];
  expect(await ask(path.meta, twice)).toEqual(nothing);
});

test("shakes hands at this account's address and provider only", async () => {
  for (const other of [foreignPath, path.email, path.retell, "/hooks/meta/nobody"]) {
    expect(await ask(other, right()), other).toEqual(nothing);
  }
});
