import type { Jobs } from "./bulk/port.ts";
import { GatewayError } from "./model/errors.ts";

const unwritten = () => Promise.reject(new GatewayError("unavailable"));

/** Bulk sends. */
export const jobs: Jobs = {
  start: unwritten,
  count: unwritten,
  get: unwritten,
  wait: unwritten,
  pause: unwritten,
  resume: unwritten,
  stop: unwritten,
  results: unwritten,
};
