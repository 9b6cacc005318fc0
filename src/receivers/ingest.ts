// What one update of a provider does. Each is handled by itself: one that fails is reported as failed,
// so that the provider delivers it again, and undoes nothing of the others.
import type { Inbound, LeadPort } from "../lead/port.ts";
import type { Account } from "../model/account.ts";
import { phoneVariants } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import type { LeadRef } from "../model/lead.ts";
import type {
  AccountUpdate,
  AddressUpdate,
  ConsentUpdate,
  MessageUpdate,
  PersonAddress,
  ReportUpdate,
  TemplateUpdate,
  Update,
} from "../model/update.ts";

export interface IngestDeps {
  /** The message a correlation id stands for; null when it is not one that we gave out. */
  messageOf(correlationId: string): Promise<string | null>;
  /** The lead object that a message id names; null when the id is not one of ours. */
  leadOf(messageId: string): LeadPort | null;
  lead(ref: LeadRef): Promise<{ port: LeadPort; newMessageId(): string }>;
  /** Where our own messages to the lead go. */
  addressesOf(ref: LeadRef): Promise<string[]>;
  /** Every lead of the workspace behind an address. */
  leadsBehind(workspaceId: string, person: PersonAddress): Promise<LeadRef[]>;
  /** The same, with a new lead when nobody is known there: one, however many ask at the same time. */
  leadsOrStranger(
    workspaceId: string,
    person: PersonAddress,
    /** What the platform calls them, and where they wrote. */
    as: { name: string | null; channel: Channel },
  ): Promise<LeadRef[]>;
  /** The person behind `before` is reached under `after` from now on. */
  changeAddress(workspaceId: string, before: PersonAddress, after: PersonAddress): Promise<void>;
  /** The address takes nothing more; the leads that have it are told. */
  suppress(workspaceId: string, email: string, reason: string): Promise<void>;
  changeTemplate(account: Account, update: TemplateUpdate): Promise<boolean>;
  recordAccountEvent(account: Account, update: AccountUpdate): Promise<void>;
  /** Writes down what the person wants on the account's channel; the leads that have the address are told. */
  changeConsent(account: Account, addresses: string[], update: ConsentUpdate): Promise<void>;
}

/**
 * Takes an update in. Null when it had its effect, else why it had none: it is to be kept.
 *
 * @param receivedAt when its request came, epoch milliseconds
 */
export async function ingest(
  deps: IngestDeps,
  account: Account,
  update: Update,
  receivedAt: number,
): Promise<string | null> {
  switch (update.kind) {
    case "message":
      return takeMessage(deps, account, update, receivedAt);
    case "report":
      return takeReport(deps, account, update, receivedAt);
    case "address":
      return takeAddress(deps, account, update);
    case "template": {
      const known = await deps.changeTemplate(account, update);
      return known ? null : `no template ${update.name} (${update.language}) is stored`;
    }
    case "account":
      await deps.recordAccountEvent(account, update);
      return null;
    case "consent": {
      const addresses = addressesOf(update.person);
      if (!addresses) return "a person's will without a person";
      await deps.changeConsent(account, addresses, update);
      return null;
    }
    case "unknown":
      return update.reason;
  }
}

async function takeMessage(
  deps: IngestDeps,
  account: Account,
  update: MessageUpdate,
  receivedAt: number,
): Promise<string | null> {
  const from = addressesOf(update.from);
  if (!from) return "a message without a sender";
  const { workspaceId } = account;
  // A notice about a stranger, such as a deleted message, makes nobody a lead.
  const refs = update.opensWindow
    ? await deps.leadsOrStranger(workspaceId, update.from, {
        name: update.profileName,
        channel: account.channel,
      })
    : await deps.leadsBehind(workspaceId, update.from);
  if (refs.length === 0) return `a ${update.type} notice about a stranger`;
  for (const ref of refs) {
    const { port, newMessageId } = await deps.lead(ref);
    // Who shows no number may still be somebody whose number we have, and our messages go there.
    const { phone, userId } = update.from;
    const own = phone === null && userId !== null ? await deps.addressesOf(ref) : [];
    await port.receive(ref, {
      messageId: newMessageId(),
      providerMessageId: update.providerMessageId,
      account: { id: account.id, channel: account.channel },
      from: [...from, ...own],
      at: update.at,
      kind: update.type,
      text: update.text,
      opensWindow: update.opensWindow,
      details: update.details,
      receivedAt,
    });
  }
  return null;
}

/** Every spelling under which our messages may reach the person; the one they wrote from first. */
function addressesOf({ phone, userId, email, chat }: PersonAddress): Inbound["from"] | null {
  const [first, ...others] = [
    ...(phone === null ? [] : phoneVariants(phone)),
    ...(userId === null ? [] : [userId]),
    ...(email === null ? [] : [email]),
    ...(chat === undefined ? [] : [chat.value]),
  ];
  return first === undefined ? null : [first, ...others];
}

/** Facts after which an address is not written to again. A soft bounce is none of them. */
const suppresses = ({ fact }: ReportUpdate): boolean =>
  fact.name === "complained" ||
  fact.name === "suppressed" ||
  (fact.name === "bounced" && fact.details["hard"] === true);

async function takeReport(
  deps: IngestDeps,
  account: Account,
  update: ReportUpdate,
  receivedAt: number,
): Promise<string | null> {
  const outcome = await attribute(deps, account, update, receivedAt);
  const { email } = update.person;
  if (outcome !== null || email === null || !suppresses(update)) return outcome;
  if (await wentTo(deps, account, update)) {
    await deps.suppress(account.workspaceId, email, update.fact.name);
  }
  return null;
}

/** Whether the message that our id names went to the person of the report: not every provider signs both. */
async function wentTo(
  deps: IngestDeps,
  { workspaceId }: Account,
  { correlationId, person }: ReportUpdate,
): Promise<boolean> {
  const messageId = correlationId === null ? null : await deps.messageOf(correlationId);
  const named = messageId === null ? null : deps.leadOf(messageId);
  // Without our id it was found by the person's address.
  if (!named || messageId === null) return true;
  const message = await named.message(workspaceId, messageId);
  const refs = await deps.leadsBehind(workspaceId, person);
  return refs.some(({ leadId }) => leadId === message?.leadId);
}

/** Brings a report to its message: by our own id, else by the person and the provider's id. */
async function attribute(
  deps: IngestDeps,
  account: Account,
  { correlationId, person, providerMessageId, fact, upTo }: ReportUpdate,
  receivedAt: number,
): Promise<string | null> {
  const report = {
    workspaceId: account.workspaceId,
    accountId: account.id,
    messageId: null,
    providerMessageId,
    fact,
    receivedAt,
  };
  const [address] = addressesOf(person) ?? [];
  if (upTo !== undefined && address !== undefined) {
    for (const ref of await deps.leadsBehind(account.workspaceId, person)) {
      await (await deps.lead(ref)).port.report({ ...report, upTo: { address, at: upTo } }, ref);
    }
    return null;
  }
  const messageId = correlationId === null ? null : await deps.messageOf(correlationId);
  const named = messageId === null ? null : deps.leadOf(messageId);
  if (named) {
    const outcome = await named.report({ ...report, messageId }, null);
    if (outcome !== "unknown") return null;
  }
  const refs = await deps.leadsBehind(account.workspaceId, person);
  for (const ref of refs) {
    const { port } = await deps.lead(ref);
    if ((await port.report(report, null)) !== "unknown") return null;
  }
  const [first] = refs;
  if (!first) return `a report about ${providerMessageId}, which no lead here received`;
  // The provider may be faster than our own call to it: the message is still to come, or is not ours.
  await (await deps.lead(first)).port.report(report, first);
  return null;
}

async function takeAddress(
  deps: IngestDeps,
  account: Account,
  update: AddressUpdate,
): Promise<string | null> {
  await deps.changeAddress(account.workspaceId, update.before, update.after);
  return null;
}
