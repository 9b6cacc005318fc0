// Postmark signs nothing. What it may be given is a name and a password in the webhook's URL, which come as
// Basic authorization: they prove who asks, and TLS that nobody changed it on the way.
import { toBase64, utf8 } from "../../lib/bytes.ts";
import { secretsEqual } from "../../lib/hmac.ts";
import type { Incoming } from "../provider.ts";
import { credentialsSchema } from "./schema.ts";

/** Whether the request carries the account's name and password. */
export async function verify(
  { headers }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const given = /^basic ([A-Za-z0-9+/]{1,16000}={0,2})$/i.exec(
    headers.get("authorization") ?? "",
  )?.[1];
  const {
    webhook_username: name,
    webhook_password: current,
    previous_webhook_password: previous,
  } = credentialsSchema.safeParse(credentials).data ?? {};
  if (given === undefined || name === undefined) return false;
  for (const password of [current, previous]) {
    if (password === undefined) continue;
    if (await secretsEqual(given, toBase64(utf8(`${name}:${password}`)))) return true;
  }
  return false;
}
