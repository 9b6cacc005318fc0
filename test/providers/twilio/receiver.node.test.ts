// Twilio's own library judges the signer that the receiver is tested with, and the receiver what the library signs.
import fc from "fast-check";
import twilioLibrary from "twilio";
import { expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { twilio } from "../../../src/providers/twilio/index.ts";
import { formOf, inboundFields, twilioSignature } from "./forms.ts";

const { getExpectedTwilioSignature, validateRequest } = twilioLibrary;
const auth_token = "tok-0123456789";
const url = "https://gateway.example/hooks/twilio/h1?c=m.1";

const believed = (signature: string, raw: Uint8Array<ArrayBuffer>) =>
  twilio.receiver.verify(
    { raw, headers: new Headers({ "x-twilio-signature": signature }), now: 0, url },
    { auth_token },
  );

test("agrees with Twilio's library about what is genuine", async () => {
  const fields = inboundFields("Grüße 👋 & more = less", { NewIn2027: "" });
  const raw = formOf(fields);
  const good = twilioSignature(auth_token, url, raw);
  for (const [signature, genuine] of [
    [good, true],
    [twilioSignature("other", url, raw), false],
    [twilioSignature(auth_token, url.replace("m.1", "m.2"), raw), false],
    [good.toLowerCase(), false],
    ["", false],
  ] as const) {
    expect(validateRequest(auth_token, signature, url, fields)).toBe(genuine);
    expect(await believed(signature, raw)).toBe(genuine);
  }
});

test("believes whatever the library signs, with names that come twice", async () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 });
  const value = fc.string({ unit: "grapheme", maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.array(value, { minLength: 1 })), async (fields) => {
      const list = Object.entries(fields).flatMap(([key, all]) => all.map((one) => [key, one]));
      const raw = utf8(new URLSearchParams(list).toString());
      const signature = getExpectedTwilioSignature(auth_token, url, fields);
      expect(await believed(signature, raw)).toBe(true);
      expect(await believed(signature, utf8(`${new TextDecoder().decode(raw)}&x=1`))).toBe(false);
    }),
  );
});
