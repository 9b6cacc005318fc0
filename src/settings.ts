// What an operator sets, checked once: secrets that are long enough, a number of lead objects that makes
// sense, and that neither changed since the gateway was first used.
import { deriveKey } from "./lib/seal.ts";
import { GatewayError } from "./model/errors.ts";
import type { LeadObjects } from "./model/message-id.ts";

const minSecretLength = 32;

export interface Settings {
  masterSecret: string;
  adminToken: string;
  leadObjects: LeadObjects;
  /** Which part of the requests is logged, from 0 to 1. */
  logSample: number;
  /** What is wrong, in words for the operator; null when nothing is. */
  problem: string | null;
}

export function readSettings(env: {
  MASTER_SECRET?: string;
  ADMIN_TOKEN?: string;
  LEAD_OBJECTS?: string;
  LOG_SAMPLE?: string;
}): Settings {
  const masterSecret = env.MASTER_SECRET ?? "";
  const adminToken = env.ADMIN_TOKEN ?? "";
  const objects = env.LEAD_OBJECTS ?? "per-lead";
  const sample = env.LOG_SAMPLE ?? "1";
  const problems = [
    ...(masterSecret.length < minSecretLength ? [tooShort("MASTER_SECRET")] : []),
    ...(adminToken.length < minSecretLength ? [tooShort("ADMIN_TOKEN")] : []),
    ...(objects === "per-lead" || /^[1-9]\d{0,4}$/.test(objects)
      ? []
      : ['LEAD_OBJECTS must be "per-lead" or a number from 1 to 99999.']),
    ...(/^(?:0(?:\.\d{1,6})?|1)$/.test(sample) ? [] : ["LOG_SAMPLE must be a number from 0 to 1."]),
  ];
  return {
    masterSecret,
    adminToken,
    leadObjects: objects === "per-lead" ? objects : Number(objects),
    logSample: Number(sample),
    problem: problems.length === 0 ? null : problems.join(" "),
  };
}

/** Fewer different characters than a random secret has, even one written in hexadecimal digits. */
const minDifferentCharacters = 8;

/** Names of secrets that are long enough and could be guessed all the same. */
export function guessableSecrets({ masterSecret, adminToken }: Settings): string[] {
  const isGuessable = (secret: string) => new Set(secret).size < minDifferentCharacters;
  return [
    ...(isGuessable(masterSecret) ? ["MASTER_SECRET"] : []),
    ...(isGuessable(adminToken) || adminToken === masterSecret ? ["ADMIN_TOKEN"] : []),
  ];
}

const tooShort = (name: string): string =>
  `${name} is missing or shorter than ${minSecretLength} characters: set it with \`npx wrangler secret put ${name}\`, or in .dev.vars for a local gateway.`;

/** Throws when a fact that was fixed at installation is not what it is now. */
export function verifyInstallation(
  now: Record<string, string>,
  fixed: Record<string, string>,
): void {
  for (const [name, value] of Object.entries(now)) {
    if (fixed[name] !== value) {
      throw new GatewayError("installation_mismatch", { message: mismatch[name] ?? name });
    }
  }
}

const mismatch: Record<string, string> = {
  lead_objects:
    "LEAD_OBJECTS differs from the value this gateway was installed with, so leads would be looked for in the wrong objects. Set it back.",
  master_secret:
    "MASTER_SECRET differs from the one this gateway was installed with, so keys, credentials and leads would not be found. Set it back.",
};

/** Keys derived from the master secret, one per purpose. */
export interface Secrets {
  /** HMAC of API keys. */
  pepper: CryptoKey;
  /** AES-GCM of provider credentials. */
  seal: CryptoKey;
  /** HMAC that names lead objects. */
  routing: CryptoKey;
  /** HMAC of the ids that providers send back. */
  correlation: CryptoKey;
}

export async function deriveSecrets(master: string): Promise<Secrets> {
  const hmac = (purpose: string) =>
    deriveKey(master, purpose, { name: "HMAC", hash: "SHA-256" }, ["sign", "verify"]);
  const [pepper, routing, correlation, seal] = await Promise.all([
    hmac("api-key-pepper"),
    hmac("lead-routing"),
    hmac("correlation"),
    deriveKey(master, "credentials", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
  ]);
  return { pepper, routing, correlation, seal };
}
