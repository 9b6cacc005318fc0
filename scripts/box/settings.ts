// What an operator of a box sets: secrets and the number of lead objects, from the environment or a file,
// never from the command line, where every user of the machine could read them.
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { LeadObjects } from "../../src/model/message-id.ts";
import { readSettings } from "../../src/settings.ts";

export interface BoxSettings {
  leadObjects: LeadObjects;
  /** What the Worker is given. */
  bindings: Record<"MASTER_SECRET" | "ADMIN_TOKEN" | "LEAD_OBJECTS" | "LOG_SAMPLE", string>;
}

/** Thousands of objects would be thousands of small databases on one disk, and commits group inside one object only. */
export const defaultLeadObjects = "1";
const minLength = 32;
/** Random base64 of 32 characters practically never has fewer. */
const minDifferent = 10;

/**
 * Reads the settings; the environment wins over the file.
 *
 * @param secretsFile a file of lines `NAME=value`
 * @throws what is wrong, in words for the operator; never a value
 */
export function readBoxSettings(env: NodeJS.Dict<string>, secretsFile?: string): BoxSettings {
  const file = secretsFile === undefined ? {} : readSecretsFile(secretsFile);
  const value = (name: string) => env[name] || file[name] || "";
  const bindings = {
    MASTER_SECRET: value("MASTER_SECRET"),
    ADMIN_TOKEN: value("ADMIN_TOKEN"),
    LEAD_OBJECTS: value("LEAD_OBJECTS") || defaultLeadObjects,
    LOG_SAMPLE: value("LOG_SAMPLE") || "1",
  };
  const weak = (["MASTER_SECRET", "ADMIN_TOKEN"] as const).flatMap((name) => {
    const why = weakness(bindings[name]);
    return why === null ? [] : [`${name} ${why}.`];
  });
  if (bindings.MASTER_SECRET === bindings.ADMIN_TOKEN && weak.length === 0) {
    weak.push("MASTER_SECRET and ADMIN_TOKEN must differ.");
  }
  if (weak.length > 0) throw new Error([...weak, howToMakeThem].join("\n"));
  const { leadObjects, problem } = readSettings(bindings);
  if (problem !== null) throw new Error(problem);
  return { leadObjects, bindings };
}

function readSecretsFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The secrets file ${path} cannot be read (${code}).\n${howToMakeThem}`);
  }
}

function weakness(secret: string): string | null {
  if (secret === "") return "is missing";
  if (secret.length < minLength) return `is shorter than ${minLength} characters`;
  if (new Set(secret).size < minDifferent)
    return `has fewer than ${minDifferent} different characters`;
  return null;
}

const howToMakeThem = `
Make both secrets once, and put them into your password manager too: what was stored under a MASTER_SECRET
cannot be read without it.

  (umask 077; printf 'MASTER_SECRET=%s\\nADMIN_TOKEN=%s\\n' "$(openssl rand -base64 48)" "$(openssl rand -base64 48)" > ~/leadwire.secrets)
  npm start -- --secrets-file ~/leadwire.secrets

Or set both in the environment.`;
