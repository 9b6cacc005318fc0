// What a process and its children hold in memory, out of /proc; null where there is none.
import { readdirSync, readFileSync } from "node:fs";

const pageBytes = 4096;

/** Resident bytes of the largest process in the group of `pid`: the runtime itself, not what started it. */
function residentBytes(pid: number): number | null {
  try {
    const sizes = groupOf(pid).map(
      (one) => Number(readFileSync(`/proc/${one}/statm`, "utf8").split(" ")[1]) * pageBytes,
    );
    return sizes.length === 0 ? null : Math.max(...sizes);
  } catch {
    return null;
  }
}

export function megabytes(pid: number): number | null {
  const bytes = residentBytes(pid);
  return bytes === null ? null : Math.round(bytes / 1024 ** 2);
}

/** Processes whose parent is `pid`, or the process itself when it has none. */
function groupOf(pid: number): number[] {
  const children = readdirSync("/proc")
    .map(Number)
    .filter((one) => Number.isInteger(one) && parentOf(one) === pid);
  return children.length === 0 ? [pid] : children;
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}
