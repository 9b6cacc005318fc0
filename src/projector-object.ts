import { DurableObject } from "cloudflare:workers";
import type { ProjectedMessage } from "./model/message.ts";
import { projectMessages } from "./store/messages.ts";
import { db } from "./wiring.ts";

/** How long rows of many leads are gathered before they are written. */
const gatherMs = 100;
/** More rows than this are written at once. */
const maxRows = 1_000;

interface Batch {
  rows: ProjectedMessage[];
  written: Promise<void>;
  flush(): void;
}

/**
 * Gathers rows of many leads for a moment and writes them to D1 in one statement. Holds nothing that
 * matters: a lead keeps every row until this object has said that it is written.
 */
export class ProjectorObject extends DurableObject<Env> {
  #batch: Batch | null = null;

  /** Resolves once the rows are in D1. */
  project(rows: ProjectedMessage[]): Promise<void> {
    const batch = this.#batch ?? this.#begin();
    batch.rows.push(...rows);
    if (batch.rows.length >= maxRows) batch.flush();
    return batch.written;
  }

  #begin(): Batch {
    const rows: ProjectedMessage[] = [];
    let flush = () => {};
    const gathered = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      flush = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    const written = gathered.then(() => {
      this.#batch = null;
      return projectMessages(db, rows);
    });
    this.#batch = { rows, written, flush };
    return this.#batch;
  }
}
