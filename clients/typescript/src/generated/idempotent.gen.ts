// Written by `npm run client` out of the public dialect's document.
/** Operations that take an Idempotency-Key. */
export const idempotentOperations: ReadonlySet<string> = new Set(["POST /api/public/messages","POST /api/public/jobs"]);
