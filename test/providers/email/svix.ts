// Signs as Svix does for Resend, written apart from the code that verifies.
import { createHmac } from "node:crypto";

/** The value of one signature: `v1,` and base64. */
export function svixSignature(secret: string, id: string, seconds: number, body: Uint8Array) {
  const hmac = createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64"));
  return `v1,${hmac.update(`${id}.${seconds}.`).update(body).digest("base64")}`;
}

export function svixHeaders(
  secret: string,
  body: Uint8Array,
  now: number,
): Record<"svix-id" | "svix-timestamp" | "svix-signature", string> {
  const [id, seconds] = ["msg_2bYgxkQ1WbN8fT6hS4", Math.floor(now / 1000)];
  return {
    "svix-id": id,
    "svix-timestamp": String(seconds),
    "svix-signature": svixSignature(secret, id, seconds, body),
  };
}
