// SendGrid's own verifier and OpenSSL agree with us about what is genuine; so the signer that the receiver is
// tested with is the real thing.
import { generateKeyPairSync, sign } from "node:crypto";
import { EventWebhook } from "@sendgrid/eventwebhook";
import { expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { sendgrid } from "../../../src/providers/sendgrid/index.ts";
import { signed, signer } from "./der.ts";

const now = Date.now();
const seconds = String(Math.floor(now / 1000));

const ours = (raw: Uint8Array<ArrayBuffer>, headers: Record<string, string>, key: string) =>
  sendgrid.receiver.verify(
    { raw, headers: new Headers(headers), now, url: "" },
    { api_key: "SG.x", webhook_public_key: key },
  );

function theirs(payload: string, headers: Record<string, string>, key: string): boolean {
  const verifier = new EventWebhook();
  return verifier.verifySignature(
    verifier.convertPublicKeyToECDSA(key),
    payload,
    headers["x-twilio-email-event-webhook-signature"] ?? "",
    headers["x-twilio-email-event-webhook-timestamp"] ?? "",
  );
}

test("agrees with SendGrid's verifier about what is genuine", async () => {
  const [acme, globex] = [await signer(), await signer()];
  const payload = `${JSON.stringify([{ event: "open", email: "grüße@example.com" }])}\r\n`;
  const good = await acme.headers(utf8(payload), now);
  const cases: [text: string, headers: Record<string, string>, key: string, genuine: boolean][] = [
    [payload, good, acme.publicKey, true],
    [payload, good, globex.publicKey, false],
    [payload.trim(), good, acme.publicKey, false],
    [payload.replace("open", "click"), good, acme.publicKey, false],
    [payload, await globex.headers(utf8(payload), now), acme.publicKey, false],
    [payload, await acme.headers(utf8(payload), now - 60_000), acme.publicKey, true],
    [
      payload,
      { ...good, "x-twilio-email-event-webhook-timestamp": String(Number(seconds) - 1) },
      acme.publicKey,
      false,
    ],
  ];
  for (const [text, headers, key, genuine] of cases) {
    expect(theirs(text, headers, key)).toBe(genuine);
    expect(await ours(utf8(text), headers, key)).toBe(genuine);
  }
});

test("believes what OpenSSL signs, whatever the lengths of its numbers", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const lengths = new Set<number>();
  for (let i = 0; i < 300; i++) {
    const raw = utf8(`[{"event":"open","n":${i}}]`);
    const der = sign("sha256", Buffer.concat([Buffer.from(seconds), raw]), privateKey);
    lengths.add(der.length);
    expect(await ours(raw, signed(seconds, der), key)).toBe(true);
  }
  expect([...lengths]).toEqual(expect.arrayContaining([70, 71, 72]));
});
