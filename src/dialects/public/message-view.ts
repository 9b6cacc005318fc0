// A message as the public API shows it: with everything that is known about it, each with its time.
import { isoTime } from "../../lib/clock.ts";
import type { Json, JsonObject } from "../../lib/json.ts";
import type { MessageView, ProjectedMessage } from "../../model/message.ts";
import { type FactName, factNames } from "../../model/update.ts";
import { detailsView, mediaPath, sentMediaView } from "./content-view.ts";
import { encodeError, providerWire } from "./encode.ts";

const time = (at: number | null): string | null => (at === null ? null : isoTime(at));

export function messageView(message: MessageView) {
  return {
    id: message.id,
    lead_id: message.leadId,
    workflow_id: message.workflowId,
    account_id: message.accountId,
    channel: message.channel,
    direction: message.direction,
    type: message.kind,
    status: message.status,
    content: message.preview,
    media: mediaView(message),
    details: detailsView(message),
    metadata: message.metadata,
    provider_message_id: message.providerMessageId,
    attempts: message.attempts,
    error: message.failure && encodeFailure(message),
    cost: costOf(message),
    timeline: timelineOf(message),
    created_at: isoTime(message.createdAt),
    scheduled_at: time(message.scheduledAt),
    sent_at: time(message.sentAt),
    delivered_at: time(message.deliveredAt),
    read_at: time(message.readAt),
    failed_at: time(message.failedAt),
  };
}

/** A message as the list shows it: what is found there, its content only by its id. */
export function listedView(message: ProjectedMessage) {
  return {
    id: message.id,
    lead_id: message.leadId,
    channel: message.channel,
    direction: message.direction,
    type: message.kind,
    status: message.status,
    provider_message_id: message.providerMessageId,
    error_code: message.failureCode,
    created_at: isoTime(message.createdAt),
    updated_at: isoTime(message.updatedAt),
  };
}

/** What is known about a file: ours, or a person's, whose bytes are at `path`. */
export function mediaView(message: MessageView): JsonObject | null {
  const media = message.details?.["media"];
  if (media === null || typeof media !== "object" || Array.isArray(media)) return null;
  if (message.direction === "outbound") return sentMediaView(message);
  const { id, url = null, ...about } = media;
  // A platform that gives a file no id shows it to everybody who has its address. Otherwise the provider's
  // own id and address are of no use without the account's token.
  if (typeof id !== "string") return { ...about, url, path: null };
  return { ...about, path: mediaPath(message) };
}

/** The last that was reported under a name, of all facts in the order of their times. */
export const reported = ({ facts }: MessageView, name: string): Json | null =>
  facts.findLast(({ details }) => Object.hasOwn(details, name))?.details[name] ?? null;

function costOf(message: MessageView) {
  const [pricing, callCost] = [reported(message, "pricing"), reported(message, "call_cost")];
  return pricing === null && callCost === null ? null : { pricing, call_cost: callCost };
}

type Event = FactName | "created" | "scheduled" | "accepted" | "received";

interface Entry {
  event: Event;
  at: number;
  rest?: object;
}

/**
 * What happened, in order. `accepted` is our own word: the provider took the message. Many providers
 * tell only the second, so events of one second come in the order in which they can happen.
 */
function timelineOf(message: MessageView) {
  const own: Entry[] =
    message.direction === "inbound"
      ? [{ event: "received", at: message.createdAt }]
      : [{ event: "created", at: message.createdAt }];
  const { scheduledAt, sentAt } = message;
  if (scheduledAt !== null) {
    const rest = { scheduled_at: isoTime(scheduledAt) };
    own.push({ event: "scheduled", at: message.createdAt, rest });
  }
  const later: Entry[] = message.facts.map(({ name, at, failure, details }) => ({
    event: name,
    at,
    rest: {
      ...(failure
        ? {
            error: {
              code: failure.code,
              message: failure.message ?? null,
              provider: failure.provider ? providerWire(failure.provider) : null,
            },
          }
        : {}),
      ...(Object.keys(details).length > 0 ? { details } : {}),
    },
  }));
  if (sentAt !== null) later.push({ event: "accepted", at: sentAt });
  later.sort((a, b) => second(a) - second(b) || rank(a) - rank(b) || a.at - b.at);
  return [...own, ...later].map(({ event, at, rest }) => ({ event, at: isoTime(at), ...rest }));
}

const second = ({ at }: Entry): number => Math.floor(at / 1000);
const rank = ({ event }: Entry): number => (factNames as readonly string[]).indexOf(event);

function encodeFailure({ failure, status }: MessageView) {
  if (!failure) return null;
  if (status !== "failed") {
    // Not an error of the message: why it is still open.
    const provider = failure.provider ? providerWire(failure.provider) : null;
    return { code: failure.code, ...failure.details, provider };
  }
  const { request_id: _, ...body } = encodeError(failure, { requestId: "", messageId: null }).body;
  return body;
}
