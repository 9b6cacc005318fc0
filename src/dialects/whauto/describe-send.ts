// What the nine sends have in common.
import type { z } from "zod";
import type { Channel, ProviderName } from "../../model/channel.ts";
import type { ErrorCode } from "../../model/errors.ts";
import type { Examples, FailureDescription, Operation } from "../operation.ts";
import { messageAnswer } from "./answers.ts";
import { exampleIds } from "./example-ids.ts";

type SendChannel = Exclude<Channel, "email" | "call" | "sms">;

interface SendDescription {
  channel: SendChannel;
  /** As at the end of the path. */
  kind: "text" | "media" | "template";
  summary: string;
  description?: string;
  schema: () => z.ZodType;
  examples: Examples;
  failures?: readonly FailureDescription[];
}

const titles: Record<SendChannel, string> = {
  whatsapp: "WhatsApp",
  messenger: "Messenger",
  instagram: "Instagram",
  telegram: "Telegram",
};

/** One send, with every failure that its channel can have. */
export function describeSend(send: SendDescription): Operation {
  const { channel, kind, schema, examples, failures = [], ...rest } = send;
  return {
    ...rest,
    id: `send${titles[channel]}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    method: "post",
    path: `/messages/${channel}/send${kind}`,
    group: titles[channel],
    scope: "messages.send",
    idempotent: true,
    body: { schema, examples },
    answers: {
      200: {
        description: "The message was taken; `status` says how far it is.",
        schema: messageAnswer,
        examples: answers,
      },
    },
    failures: [...failuresOf(send), ...failures],
  };
}

const answerOf = (status: string, error = "") => ({
  value: { id: exampleIds.message, status, error },
});

const answers: Examples = {
  sent: answerOf("sent"),
  scheduled: answerOf("scheduled"),
  queued: answerOf("queued"),
  unknown: answerOf(
    "unknown",
    "The provider did not say whether it took the message, so it may have been sent. Do not send it again.",
  ),
};

function failuresOf({ channel, kind }: SendDescription): FailureDescription[] {
  const details = { channel };
  const needsWindow = channel !== "telegram" && !(channel === "whatsapp" && kind === "template");
  return [
    "field_invalid",
    "fields_missing",
    "workspace_mismatch",
    "lead_not_found",
    "schedule_invalid",
    { code: channel === "whatsapp" ? "phone_missing" : "address_missing", details },
    "recipient_opted_out",
    { code: "account_missing", details },
    ...(needsWindow ? [{ code: "window_closed" as const, details }] : []),
    "content_unsupported",
    "content_too_long",
    "lead_queue_full",
    ...refusals.map((code) => refusedBy(channel, code)),
  ];
}

const refusals = [
  "recipient_unreachable",
  "recipient_refused",
  "content_refused",
  "credentials_refused",
  "account_refused",
  "provider_refused",
  "provider_busy",
] as const satisfies ErrorCode[];

const providers: Record<SendChannel, ProviderName> = {
  whatsapp: "meta",
  messenger: "meta",
  instagram: "meta",
  telegram: "telegram",
};

/** A refusal by the provider: the message is recorded, so the answer names it. */
export const refusedBy = (channel: SendChannel, code: ErrorCode): FailureDescription => ({
  code,
  provider: { name: providers[channel] },
});
