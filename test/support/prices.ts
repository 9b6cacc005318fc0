// Cloudflare's prices beyond what the Workers Paid plan includes, as docs/cost.md cites them.
import type { Operations } from "./operations.ts";

/** US dollars for a million. */
const dollarsPerMillion = {
  request: 0.3,
  cpuMs: 0.02,
  objectRequest: 0.15,
  gigabyteSecond: 12.5,
  rowRead: 0.001,
  rowWritten: 1,
  kvRead: 0.5,
  kvWrite: 5,
};

/** What is not counted but assumed: docs/cost.md says so. */
const assumed = {
  /** Of the Worker, for each request; an object's is in its duration. */
  cpuMs: 5,
  /** An object is billed for 128 MB. */
  gigabytes: 0.128,
  /** How long a provider takes to answer. */
  providerMs: 300,
  /** `gatherMs` of src/lead/projection.ts and of the projector, and the write to D1. */
  projectionMs: 400 + 100 + 50,
  /** Of that, in the projector's object as well. */
  projectorMs: 100 + 50,
};

export interface Billed {
  operations: Operations;
  /** To the Worker. */
  requests: number;
  /** That the objects' alarms ring. */
  alarms: number;
}

/** The lines of a bill for a million times the same, in US dollars. */
export function bill({ operations: of, requests, alarms }: Billed): Record<string, number> {
  const price = dollarsPerMillion;
  const objectMs =
    of.providerCalls * assumed.providerMs +
    of.otherCalls * (assumed.projectionMs + assumed.projectorMs);
  return {
    requests: requests * price.request,
    CPU: requests * assumed.cpuMs * price.cpuMs,
    "object requests": (of.leadCalls + of.otherCalls + alarms) * price.objectRequest,
    "object duration": (objectMs / 1_000) * assumed.gigabytes * price.gigabyteSecond,
    "object rows": (of.leadRowsWritten + of.alarmsSet) * price.rowWritten,
    "D1 rows": of.d1RowsWritten * price.rowWritten,
    "rows read": (of.leadRowsRead + of.d1RowsRead) * price.rowRead,
    KV: of.kvReads * price.kvRead + of.kvWrites * price.kvWrite,
  };
}
