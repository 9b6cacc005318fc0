// Every object that is awake holds three files open (database, log, index of the log), and a runtime that
// may open no more of them answers with errors. Better not to start.
import { execFileSync } from "node:child_process";
import type { LeadObjects } from "../../src/model/message-id.ts";

const filesPerObject = 3;
/** An object sleeps after 10 s without a request; one machine wakes about this many in that time. */
const awakeAtMost = 4_500;
/** Connections, and the objects of workspaces, accounts and jobs. */
const others = 2_048;

/** How many files the gateway must be allowed to open. */
export function fileHandlesNeeded(leadObjects: LeadObjects): number {
  const objects = leadObjects === "per-lead" ? awakeAtMost : Math.min(leadObjects, awakeAtMost);
  return others + filesPerObject * objects;
}

/** How many files a child process of this one may open: the runtime is one. */
export function fileHandlesAllowed(): number {
  // Node raises its own limit as far as it may, and its children inherit that.
  const limit = execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}

/** Throws, with what to do, when fewer files are allowed than needed. */
export function checkFileHandles(leadObjects: LeadObjects, allowed = fileHandlesAllowed()): void {
  const needed = fileHandlesNeeded(leadObjects);
  if (allowed >= needed) return;
  throw new Error(
    `This process may open ${allowed} files, and needs ${needed}: ${others} for connections and the like, and ` +
      `${filesPerObject} for each lead object in use (LEAD_OBJECTS is ${leadObjects}). ` +
      `Raise the hard limit: \`ulimit -Hn ${needed}\` as root, LimitNOFILE=${needed} in a systemd unit, ` +
      `\`--ulimit nofile=${needed}\` for docker.`,
  );
}
