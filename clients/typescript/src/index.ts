export type * from "./generated/types.gen.ts";
export { createLeadwire, type Leadwire, type LeadwireOptions } from "./leadwire.ts";
export { NoAnswerError } from "./no-answer.ts";
