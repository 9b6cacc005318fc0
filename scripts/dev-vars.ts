import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

const devVars = ".dev.vars";

/** The secrets of the local gateway, or null when it was never started here. */
export function readDevVars(path = devVars): NodeJS.Dict<string> | null {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Makes sure that the local gateway has secrets, and gives its admin token. Never overwrites a file. */
export function ensureDevVars(path = devVars): string {
  const secret = () => randomBytes(32).toString("base64url");
  if (readDevVars(path) === null) {
    const text = `# Secrets of the local gateway only.\nMASTER_SECRET=${secret()}\nADMIN_TOKEN=${secret()}\n`;
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
  }
  const token = readDevVars(path)?.["ADMIN_TOKEN"];
  if (!token)
    throw new Error(`${path} has no ADMIN_TOKEN: add one, or delete the file to get a new one.`);
  return token;
}
