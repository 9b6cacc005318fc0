import { readFileSync } from "node:fs";
import { type AdminClient, adminClient } from "../admin-client.ts";
import { readDevVars } from "../dev-vars.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const defaultUrl = "http://localhost:8787";
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface ConnectOptions {
  url?: string;
  tokenFile?: string;
}

/** A client of the gateway that the options or the environment name. */
export function connect(options: ConnectOptions, { env }: Terminal): AdminClient {
  const url = readUrl(options.url ?? env["LEADWIRE_URL"] ?? defaultUrl);
  const local = loopback.has(url.hostname);
  if (url.protocol !== "https:" && !local) {
    throw new UsageError(`${url.origin} would carry the admin token unencrypted: use https.`);
  }
  const token = options.tokenFile
    ? readSecretFile(options.tokenFile)
    : (env["LEADWIRE_ADMIN_TOKEN"] ?? (local ? readDevVars()?.["ADMIN_TOKEN"] : undefined));
  if (!token) {
    throw new UsageError(
      "No admin token: set LEADWIRE_ADMIN_TOKEN or give --token-file. A gateway on localhost is found by its .dev.vars.",
    );
  }
  return adminClient(url.origin, token);
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${text} is not a URL such as https://gateway.example.com`);
  }
  return url;
}

/** The text of a file that holds one secret, without the line end that editors add. */
export function readSecretFile(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
