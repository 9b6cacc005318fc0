// Whom the simulated clients write to, and what.
import type { SendOrder } from "../../src/lead/port.ts";
import type { Account } from "../../src/model/account.ts";
import type { Content } from "../../src/model/content.ts";
import type { LeadRef } from "../../src/model/lead.ts";
import type { Template } from "../../src/model/template.ts";

/** Two leads of one workspace, and one of another with the same id. */
export const refs: readonly LeadRef[] = [
  { workspaceId: "w1", leadId: "a" },
  { workspaceId: "w1", leadId: "b" },
  { workspaceId: "w2", leadId: "a" },
];

export const nameOf = ({ workspaceId, leadId }: LeadRef): string => `${workspaceId}/${leadId}`;

export const phone = "+12025550123";

const providers = { whatsapp: "meta", email: "email", call: "retell" } as const;
/** One of each sort of provider: without a key for repeats, with one, and one that can be asked. */
export type Channel = keyof typeof providers;

export const accountIdOf = (workspaceId: string, channel: Channel): string =>
  `${workspaceId}-${channel}`;

export const accountOf = (workspaceId: string, channel: Channel, active = true): Account => ({
  id: accountIdOf(workspaceId, channel),
  workspaceId,
  environment: "live",
  provider: providers[channel],
  channel,
  name: channel,
  active,
  settings: {},
  sealed: "",
  hookId: channel,
});

const templateOf = (workspaceId: string): Template => ({
  id: "template",
  workspaceId,
  accountId: accountIdOf(workspaceId, "whatsapp"),
  name: "hello",
  language: "en",
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components: [],
});

export interface Wish {
  ref: LeadRef;
  channel: Channel;
  /** A template rather than free text. */
  template: boolean;
  words: string;
  key: string | null;
  scheduledAt: number | null;
}

function contentOf({ channel, template, words }: Wish): Content {
  if (channel === "email") return { kind: "email", text: words };
  if (channel === "call") return { kind: "call", beginMessage: words };
  if (template) return { kind: "template", templateId: "template", components: [] };
  return { kind: "text", text: words };
}

export const fingerprintOf = ({ channel, template, words, scheduledAt }: Wish): string =>
  [channel, template, words, scheduledAt].join("|");

export function orderOf(wish: Wish, messageId: string): SendOrder {
  const { ref, channel, key, scheduledAt } = wish;
  const { workspaceId, leadId } = ref;
  return {
    ref,
    messageId,
    idempotency: key === null ? null : { key, fingerprint: fingerprintOf(wish) },
    workflow: {
      id: "workflow",
      workspaceId,
      name: "Sales",
      defaults: {},
      accounts: {
        whatsapp: accountOf(workspaceId, "whatsapp"),
        email: accountOf(workspaceId, "email"),
        call: accountOf(workspaceId, "call"),
      },
    },
    template: wish.template ? templateOf(workspaceId) : null,
    command: {
      leadId,
      workflowId: "workflow",
      channel,
      content: contentOf(wish),
      metadata: {},
      scheduledAt,
    },
  };
}
