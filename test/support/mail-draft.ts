import type { Outgoing } from "../../src/model/policy.ts";
import type { Draft } from "../../src/providers/provider.ts";

/** An e-mail to be written, with `rest` beside its subject. */
export const mailOf = (rest: Partial<Extract<Outgoing, { kind: "email" }>> = {}): Draft => ({
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
  to: "john@example.com",
  outgoing: { kind: "email", subject: "Follow-up on your inquiry", ...rest },
  tag: null,
  hookPath: "/hooks/mail/hook",
});

export const call: Draft = { ...mailOf(), outgoing: { kind: "call", greeting: null } };
