// What somebody can send who wants to be taken for a provider: a genuine request of theirs that they
// recorded, with other bytes, another signature or another address; or one that they signed themselves.
import { joinBytes, utf8 } from "../../src/lib/bytes.ts";
import type { Bytes, Hook, Signed } from "./hooks.ts";

export interface Forgery {
  name: string;
  raw: Bytes;
  headers: Signed;
}

interface Genuine {
  raw: Bytes;
  secret: string;
  /** Secrets that are somebody else's, or were ours. */
  otherSecrets: Record<string, string>;
  /** Epoch ms. */
  at: number;
}

export function forgeries(hook: Hook, { raw, secret, otherSecrets, at }: Genuine): Forgery[] {
  const genuine = hook.sign(raw, secret, at);
  const signed = (name: string, headers: Signed): Forgery => ({ name, raw, headers });
  const value = genuine[hook.header] ?? "";
  return [
    signed("nothing", {}),
    ...Object.keys(genuine).flatMap((name) => [
      signed(`${name} missing`, without(genuine, name)),
      signed(`${name} empty`, { ...genuine, [name]: "" }),
    ]),
    ...hook.alter(genuine, raw, secret, at).map(([name, headers]) => signed(name, headers)),
    ...Object.entries(otherSecrets).map(([whose, other]) =>
      signed(whose, hook.sign(raw, other, at)),
    ),
    ...withOtherDigits(value).map((text, i) =>
      signed(`digit ${i} of the signature`, { ...genuine, [hook.header]: text }),
    ),
    ...[value.slice(0, -4), value.slice(0, -2), value.slice(0, value.length / 2), `${value}00`].map(
      (text) => signed(`a signature of ${text.length}`, { ...genuine, [hook.header]: text }),
    ),
    ...rewritten(raw).flatMap(([name, other]) => [
      { name, raw: other, headers: genuine },
      { name: `signed ${name}`, raw, headers: hook.sign(other, secret, at) },
    ]),
    ...Array.from(raw, (byte, i) => ({
      name: `byte ${i}`,
      raw: raw.with(i, byte ^ (1 << (i % 8))) as Bytes,
      headers: genuine,
    })),
  ];
}

const without = (headers: Signed, name: string): Signed =>
  Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The mac at the end with one digit replaced, each in turn: by a hex digit, or by one that no base64 reads alike. */
function withOtherDigits(value: string): string[] {
  const [mac = ""] = /[0-9A-Za-z+/]{40,}=*$/.exec(value) ?? [];
  const isHex = /^[0-9a-f]+$/.test(mac);
  const start = value.length - mac.length;
  return Array.from(mac.replace(/=+$/, ""), (digit, i) => {
    const other = isHex
      ? ((Number.parseInt(digit, 16) + 1) % 16).toString(16)
      : digits[(digits.indexOf(digit) + 32) % 64];
    return value.slice(0, start + i) + other + value.slice(start + i + 1);
  });
}

/** Other bytes, most of which say the same. */
function rewritten(raw: Bytes): [string, Bytes][] {
  const text = new TextDecoder().decode(raw);
  const value = JSON.parse(text);
  const texts: [string, string][] = [
    ["written again", JSON.stringify(value)],
    ["indented", JSON.stringify(value, null, 2)],
    ["with escapes resolved", text.replaceAll("\\u00fc", "ü")],
    ["with escapes in capitals", text.replaceAll("\\u00fc", "\\u00FC")],
    ["with a letter in two parts", text.replaceAll("\\u00fc", "u\\u0308")],
    ["with a letter escaped", text.replace("e", "\\u0065")],
    ["with slashes escaped", text.replaceAll("/", "\\/")],
    ["with a member more", text.replace("{", '{"a":1,')],
    ["with a space before", ` ${text}`],
    ["with a line break behind", `${text}\n`],
    ["with a NUL behind", `${text}\0`],
    ["with a byte order mark", `\ufeff${text}`],
    ["twice", text + text],
    ["empty", ""],
    ["an empty object", "{}"],
    ["without the last byte", text.slice(0, -1)],
    ["without the first byte", text.slice(1)],
    ["half of it", text.slice(0, text.length / 2)],
  ];
  const others = texts.map(([name, other]): [string, Bytes] => [name, utf8(other)]);
  const bytes: [string, Bytes][] = [
    ["with a byte that is no text", joinBytes(raw, Uint8Array.of(0xff))],
  ];
  return [...others, ...bytes].filter(([, other]) => !sameBytes(other, raw));
}

const sameBytes = (a: Bytes, b: Bytes) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
