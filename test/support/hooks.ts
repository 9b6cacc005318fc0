// The receivers as the providers see them: how each signs, and what it reports. Written apart from the code
// that verifies.
import { createHmac } from "node:crypto";
import { utf8 } from "../../src/lib/bytes.ts";
import type { ProviderName } from "../../src/model/channel.ts";
import { svixHeaders, svixSignature } from "../providers/email/svix.ts";

export const hookRoutes = ["GET /hooks/:provider/:hookId", "POST /hooks/:provider/:hookId"];

export type Bytes = Uint8Array<ArrayBuffer>;
export type Signed = Record<string, string>;

/** A message that went out, as its provider knows it. */
export interface Sent {
  providerMessageId: string;
  correlationId: string;
  /** Where it went. */
  to: string;
  /** The account that sent it: a phone_number_id, a from address, a from_number. */
  sender: string;
}

export interface Hook {
  /** The header that carries the signature. */
  header: string;
  /** The headers of a request that is signed with `secret` at `at` (epoch ms). */
  sign(raw: Bytes, secret: string, at: number): Signed;
  /** A genuine request's headers, each altered so that they prove nothing. */
  alter(genuine: Signed, raw: Bytes, secret: string, at: number): [string, Signed][];
  /** A report about `sent`, with `text` in it, that has an effect each time its `n` is another. */
  report(sent: Sent, text: string, n: number): object;
}

const hmacOf = (secret: string, text: string | Bytes, hash = "sha256") =>
  createHmac(hash, secret).update(text);

/** The base64 digit whose last bit differs. */
const nextDigit = (digit: string): string => {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return digits.charAt(digits.indexOf(digit) ^ 1);
};

const metaHeader = "x-hub-signature-256";
const meta: Hook = {
  header: metaHeader,
  sign: (raw, secret) => ({ [metaHeader]: `sha256=${hmacOf(secret, raw).digest("hex")}` }),
  alter: ({ [metaHeader]: value = "" }, raw, secret) => {
    const mac = value.slice("sha256=".length);
    const digest = (hash: string) => hmacOf(secret, raw, hash).digest("hex");
    const values = [
      ["the prefix only", "sha256="],
      ["no prefix", mac],
      ["the prefix twice", `sha256=${value}`],
      ["everything in capitals", value.toUpperCase()],
      ["the prefix in capitals", `SHA256=${mac}`],
      ["the digits in capitals", `sha256=${mac.toUpperCase()}`],
      ["a space in it", `sha256= ${mac}`],
      ["base64", `sha256=${hmacOf(secret, raw).digest("base64")}`],
      ["SHA-1", `sha1=${digest("sha1")}`],
      ["SHA-1 under our prefix", `sha256=${digest("sha1")}`],
      ["SHA-512 under our prefix", `sha256=${digest("sha512")}`],
      ["zeros", `sha256=${"0".repeat(64)}`],
      ["the header twice", `${value}, ${value}`],
      ["a wrong one and the right one", `sha256=${"0".repeat(64)}, ${value}`],
      ["the right one and a wrong one", `${value},sha256=${"0".repeat(64)}`],
    ] as const;
    return [
      ...values.map(([name, text]): [string, Signed] => [name, { [metaHeader]: text }]),
      ["the old header", { "x-hub-signature": `sha1=${digest("sha1")}` }],
      ["the right one in the old header", { "x-hub-signature": value }],
    ];
  },
  report: ({ sender, to, providerMessageId, correlationId }, text, n) => ({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "102290129340398",
        changes: [
          {
            field: "messages",
            value: {
              metadata: { phone_number_id: sender },
              messages: [
                {
                  from: to.slice(1),
                  id: `wamid.${sender}.${n}`,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: "text",
                  text: { body: text },
                },
              ],
              statuses: [
                {
                  id: providerMessageId,
                  status: "read",
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  recipient_id: to.slice(1),
                  biz_opaque_callback_data: correlationId,
                },
              ],
            },
          },
        ],
      },
    ],
  }),
};

const email: Hook = {
  header: "svix-signature",
  sign: (raw, secret, at) => svixHeaders(secret, raw, at),
  alter: (genuine, raw, secret, at) => {
    const { "svix-signature": value = "", "svix-id": id = "" } = genuine;
    const mac = value.slice("v1,".length);
    const seconds = Math.floor(at / 1000);
    const signed = (change: Signed): Signed => ({ ...genuine, ...change });
    const resigned = (time: number) => svixHeaders(secret, raw, time * 1000);
    const wrong = `v1,${"A".repeat(43)}=`;
    const values = [
      ["the prefix only", "v1,"],
      ["no prefix", mac],
      ["the prefix in capitals", `V1,${mac}`],
      ["the digits in capitals", `v1,${mac.toUpperCase()}`],
      ["hex", `v1,${Buffer.from(mac, "base64").toString("hex")}`],
      ["another version", `v2,${mac}`],
      ["the version of asymmetric keys", `v1a,${mac}`],
      ["other versions around a wrong one", `v1a,${mac} ${wrong} v2,${mac}`],
      ["SHA-1", `v1,${hmacOf(secret, raw, "sha1").digest("base64")}`],
      ["the body alone", `v1,${hmacOf(secret, raw).digest("base64")}`],
      ["the secret as text", svixSignature(btoa(secret), id, seconds, raw)],
      ["the right one behind eight wrong ones", `${`${wrong} `.repeat(8)}${value}`],
      ["two wrong ones", `${wrong}, ${wrong}`],
      ["no padding", value.replace(/=$/, "")],
      ["a spare bit set", value.replace(/.=$/, (end) => `${nextDigit(end.charAt(0))}=`)],
    ] as const;
    const times: [string, Signed][] = [-1, 1].map((step) => [
      `a time ${step} s beside the signed one`,
      signed({ "svix-timestamp": String(seconds + step) }),
    ]);
    const late: [string, Signed][] = [-86_400, -360, 360, 86_400].map((offset) => [
      `signed ${offset} s from now`,
      resigned(seconds + offset),
    ]);
    return [
      ...values.map(([name, text]): [string, Signed] => [name, signed({ "svix-signature": text })]),
      ...times,
      ...late,
      ["another id", signed({ "svix-id": `${id}x` })],
      ["an id with the time in it", signed({ "svix-id": `${id}.${seconds}` })],
      ["a time in milliseconds", signed({ "svix-timestamp": String(at) })],
      ["a time with a fraction", signed({ "svix-timestamp": `${seconds}.0` })],
      ["a time before zero", signed({ "svix-timestamp": `-${seconds}` })],
      ["no number for a time", signed({ "svix-timestamp": "NaN" })],
      ["the time twice", signed({ "svix-timestamp": `${seconds}, ${seconds}` })],
      ["the id twice", signed({ "svix-id": `${id}, ${id}` })],
      [
        "half of it under the other name",
        {
          "webhook-id": id,
          "webhook-timestamp": String(seconds),
          "svix-signature": value,
        },
      ],
    ];
  },
  report: ({ providerMessageId, correlationId, to, sender }, text, n) => ({
    type: "email.complained",
    created_at: new Date(Date.now() - n).toISOString(),
    data: {
      email_id: providerMessageId,
      from: sender,
      to: [to],
      subject: text,
      tags: { correlation_id: correlationId.replace(".", "_") },
    },
  }),
};

const retellHeader = "x-retell-signature";
const retellSignature = (raw: Bytes, secret: string, at: number, hash = "sha256") =>
  createHmac(hash, secret).update(raw).update(String(at)).digest("hex");
const retell: Hook = {
  header: retellHeader,
  sign: (raw, secret, at) => ({ [retellHeader]: `v=${at},d=${retellSignature(raw, secret, at)}` }),
  alter: ({ [retellHeader]: value = "" }, raw, secret, at) => {
    const mac = retellSignature(raw, secret, at);
    const timeFirst = createHmac("sha256", secret).update(String(at)).update(raw).digest("hex");
    const seconds = Math.floor(at / 1000);
    const values: [string, string][] = [
      ["the prefix only", `v=${at},d=`],
      ["no time", `d=${mac}`],
      ["no prefixes", `${at},${mac}`],
      ["the digits only", mac],
      ["the parts the other way round", `d=${mac},v=${at}`],
      ["something before it", `x${value}`],
      ["something behind it", `${value};`],
      ["spaces in it", `v=${at}, d=${mac}`],
      ["base64", `v=${at},d=${Buffer.from(mac, "hex").toString("base64")}`],
      ["SHA-1", `v=${at},d=${retellSignature(raw, secret, at, "sha1")}`],
      ["SHA-512", `v=${at},d=${retellSignature(raw, secret, at, "sha512")}`],
      ["the body alone", `v=${at},d=${hmacOf(secret, raw).digest("hex")}`],
      ["the time before the body", `v=${at},d=${timeFirst}`],
      ["a time in seconds", `v=${seconds},d=${retellSignature(raw, secret, seconds)}`],
      ["a time before zero", `v=-${at},d=${mac}`],
      ["a time with a fraction", `v=${at}.0,d=${mac}`],
      ["a time beyond all numbers", `v=${"9".repeat(40)},d=${mac}`],
      ["the header twice", `${value}, ${value}`],
      ["a wrong one and the right one", `v=${at},d=${"0".repeat(64)}, ${value}`],
      ...[-1, 1].map((step): [string, string] => [
        `a time ${step} ms beside the signed one`,
        `v=${at + step},d=${mac}`,
      ]),
      ...[-86_400_000, -360_000, 360_000, 86_400_000].map((offset): [string, string] => [
        `signed ${offset} ms from now`,
        `v=${at + offset},d=${retellSignature(raw, secret, at + offset)}`,
      ]),
    ];
    return values.map(([name, text]) => [name, { [retellHeader]: text }]);
  },
  report: ({ providerMessageId, correlationId, to, sender }, text, n) => ({
    event: "call_ended",
    call: {
      call_id: providerMessageId,
      direction: "outbound",
      call_status: "ended",
      from_number: sender,
      to_number: to,
      metadata: { correlation_id: correlationId },
      start_timestamp: Date.now() - 60_000,
      end_timestamp: Date.now() - n,
      disconnection_reason: "user_hangup",
      transcript: text,
    },
  }),
};

/** A provider of each sort of signature: over the body, over id and time and body, over body and time. */
export const hooks = { meta, email, retell } satisfies Partial<Record<ProviderName, Hook>>;
export type Hooked = keyof typeof hooks;

/** JSON as providers write it: Meta escapes what is not ASCII, and none of them writes as we would. */
export function written(value: object): Bytes {
  const json = JSON.stringify(value).replace("{", "{ ");
  return utf8(
    json.replaceAll(
      /[^\x20-\x7e]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );
}
