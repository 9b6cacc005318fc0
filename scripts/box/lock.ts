// Two gateways on one folder would each send what the other sends: only one may have it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const sqliteBusy = 5;

/** A lock that nobody refers to would be closed with the garbage. */
const held: DatabaseSync[] = [];

/**
 * Takes the folder for this process, and makes it if need be. The operating system gives it back when the
 * process ends, however that happens: there is no file to be cleaned up after a crash.
 *
 * @throws when another process has it
 */
export function lockState(state: string): void {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(state, "lock.sqlite"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
    throw new Error(`Another gateway runs on ${state}. Stop it, or give --state another folder.`);
  }
  held.push(lock);
}
