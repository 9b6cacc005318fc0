import type { MiddlewareHandler } from "hono";
import { type Failure, GatewayError } from "../model/errors.ts";
import { allows, type Key, type Scope } from "../model/key.ts";

/** What an authenticated route of a dialect finds in its context. */
export interface EdgeEnv {
  Variables: {
    requestId: string;
    key: Key;
    /** Why there is no key; set only until authentication has answered. */
    refusal?: GatewayError;
  };
}

/** Refuses keys that lack `scope`; the answer names it. */
export function requireScope(scope: Scope): MiddlewareHandler<EdgeEnv> {
  return async (c, next) => {
    if (!allows(c.get("key"), scope)) {
      throw GatewayError.from(missingScope(scope));
    }
    await next();
  };
}

/** What a key that lacks `scope` is refused with. */
export const missingScope = (scope: Scope): Failure => ({
  code: "scope_missing",
  message: `This key lacks the scope ${scope}. Use a key that has it, or ask an operator to create one.`,
  details: { scope },
});
