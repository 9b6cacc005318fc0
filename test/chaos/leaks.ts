// Nothing secret may lie on the disk in the clear, and nothing personal may be in the log.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Customer } from "./customer.ts";
import { adminToken, masterSecret, type Runtime } from "./runtime.ts";

export interface Leak {
  kind: "secrets in the clear" | "personal data in the log";
  where: string;
}

/** Texts of every message that the traffic sends. */
const bodies = ["Hello from Acme", "Thank you"];
const lineLength = 300;

export async function leaks(runtime: Runtime, customer: Customer): Promise<Leak[]> {
  const found: Leak[] = [];
  const secrets = [...customer.secrets, adminToken, masterSecret];
  const entries = await readdir(runtime.folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    for (const secret of secrets) {
      if (bytes.includes(secret)) found.push({ kind: "secrets in the clear", where: path });
    }
  }
  const personal = customer.people.flatMap(({ phone, email }) => [phone, phone.slice(1), email]);
  const lines = (await readFile(runtime.logFile, "utf8")).split("\n");
  for (const line of lines) {
    if ([...personal, ...bodies].some((one) => line.includes(one))) {
      found.push({ kind: "personal data in the log", where: line.slice(0, lineLength) });
    }
  }
  return found;
}
