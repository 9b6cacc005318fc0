// `--setting name=value` and `--credential name=@file`. A credential is never taken from the command
// line itself: it would stay in the shell's history and show in the list of processes.
import { parseJson } from "../../src/lib/json.ts";
import { readSecretFile } from "./connect.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** `name=value` is text; `name:=value` is JSON, for numbers and true or false. */
export function readSettings(pairs: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, sign, text] = /^([a-z][a-z0-9_]*)(:?=)(.*)$/s.exec(pair) ?? [];
      if (name === undefined || text === undefined) {
        throw new UsageError(`--setting ${pair}: write name=value, or name:=json for a number`);
      }
      if (sign === "=") return [name, text];
      const value = parseJson(text);
      if (value === undefined) throw new UsageError(`--setting ${name}: ${text} is not JSON`);
      return [name, value];
    }),
  );
}

/** `name=@file` reads a file; `name` alone reads LEADWIRE_CREDENTIAL_<NAME>, or else asks. */
export async function readCredentials(
  pairs: readonly string[] | undefined,
  { env, askSecret }: Terminal,
): Promise<Record<string, string>> {
  const credentials: Record<string, string> = {};
  for (const pair of pairs ?? []) {
    const [, name, file] = /^([a-z][a-z0-9_]*)(?:=@(.+))?$/s.exec(pair) ?? [];
    if (name === undefined) {
      const [shown] = pair.split("=");
      throw new UsageError(
        `--credential ${shown}: a secret does not belong on a command line. Write ${shown}=@file to read it from a file, or ${shown} alone to be asked for it.`,
      );
    }
    const variable = `LEADWIRE_CREDENTIAL_${name.toUpperCase()}`;
    const secret = file
      ? readSecretFile(file)
      : (env[variable] ?? (await askSecret(`${name} (not shown): `)));
    if (!secret) {
      throw new UsageError(`No ${name}: write --credential ${name}=@file or set ${variable}.`);
    }
    credentials[name] = secret;
  }
  return credentials;
}
