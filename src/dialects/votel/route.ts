import type { Channel } from "../../model/channel.ts";
import { GatewayError } from "../../model/errors.ts";
import type { SendContext } from "../dialect.ts";
import { type Problem, parseQuery, refuse, valueError } from "./problems.ts";
import { type SenderType, senderTypes, sendQuerySchema } from "./schema.ts";

export interface RouteDeps {
  /** What an account carries; null when the workspace has no such active account. */
  channelOf(workspaceId: string, accountId: string): Promise<Channel | null>;
}

interface Named {
  sender_type?: SenderType | null | undefined;
  sender_identifier?: string | null | undefined;
  message_data: { recipient?: string | null | undefined };
}

/**
 * What carries a message: the channel that the query or the body names by its id, else the default one of
 * the type that is named, else of the type that the recipient looks like. Throws `account_not_found`.
 */
export async function routeOf(
  deps: RouteDeps,
  { key, query }: SendContext,
  { sender_type, sender_identifier, message_data: { recipient } }: Named,
): Promise<{ channel: Channel; accountId?: string }> {
  const named = sender_type ? senderTypes[sender_type] : null;
  const accountId = parseQuery(sendQuerySchema, query).send_identifier ?? sender_identifier;
  if (accountId) {
    const channel = await deps.channelOf(key.workspaceId, accountId);
    if (channel === null) throw new GatewayError("account_not_found");
    if (named !== null && named !== channel) {
      const wrong = `the channel ${accountId} carries ${channel}, not ${named}`;
      return refuse([valueError(["body", "sender_type"], wrong, sender_type)]);
    }
    return { channel, accountId };
  }
  if (named !== null) return { channel: named };
  if (!recipient) return refuse([channelMissing]);
  return { channel: recipient.includes("@") ? "email" : "sms" };
}

const channelMissing: Problem = {
  type: "missing",
  loc: ["body", "message_data", "recipient"],
  msg: "Field required",
};
