import { sign, verify } from "retell-sdk";
import { expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { hmacHex, hmacKey } from "../../../src/lib/hmac.ts";
import { retell } from "../../../src/providers/retell/index.ts";

const key = "key_abc123";
const body = JSON.stringify({ event: "call_ended", call: { transcript: "Grüße 👋\u2028" } });
const ours = (header: string, text = body) => {
  const headers = new Headers({ "x-retell-signature": header });
  const incoming = { raw: utf8(text), headers, now: Date.now(), url: "" };
  return retell.receiver.verify(incoming, { api_key: key });
};

test("believes what Retell's SDK signs, and nothing else", async () => {
  const header = await sign(body, key);
  expect(await ours(header)).toBe(true);
  expect(await ours(header.toUpperCase().replace("V=", "v=").replace("D=", "d="))).toBe(true);
  expect(await ours(header, `${body} `)).toBe(false);
  expect(await ours(await sign(body, "key_other"))).toBe(false);
});

test("agrees with Retell's SDK about what our tests sign", async () => {
  const now = Date.now();
  for (const [at, genuine] of [
    [now, true],
    [now - 290_000, true],
    [now + 290_000, true],
    [now - 310_000, false],
    [now + 310_000, false],
  ] as const) {
    const header = `v=${at},d=${await hmacHex(await hmacKey(key), body + at)}`;
    expect(await verify(body, key, header)).toBe(genuine);
    expect(await ours(header)).toBe(genuine);
  }
});
