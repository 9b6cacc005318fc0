// How providers talk to us: `/hooks/{provider}/{account's hook id}`. Raw bytes are verified first,
// parsed second and committed in the leads' objects third; only then is the provider told 200.
// Nothing unsigned, oversized or meant for another number has any effect.
import { Hono } from "hono";
import type { LeadPort } from "../lead/port.ts";
import { readBytes } from "../lib/body.ts";
import { parseJson } from "../lib/json.ts";
import { describeError, type Log } from "../lib/log.ts";
import type { Account, OpenAccount } from "../model/account.ts";
import type { LeadRef } from "../model/lead.ts";
import {
  handshake,
  isFromMeta,
  type MetaMessage,
  parseUpdates,
} from "../providers/meta/webhook.ts";

/** Meta: a POST carries up to 3 MB. */
const maxBytes = 3 * 1024 * 1024;

export interface ReceiverDeps {
  log: Log;
  /** The account a hook id belongs to, with its credentials; null when there is none. */
  accountOfHook(hookId: string): Promise<{ account: Account; opened: OpenAccount } | null>;
  /** Every lead of the account's workspace behind an address; a new one when nobody is known there. */
  leadsBehind(account: Account, address: string, name: string | null): Promise<LeadRef[]>;
  lead(ref: LeadRef): Promise<{ port: LeadPort; newMessageId(): string }>;
}

export function receiverRoutes(deps: ReceiverDeps): Hono {
  const app = new Hono();

  app.get("/meta/:hookId", async (c) => {
    const found = await deps.accountOfHook(c.req.param("hookId"));
    const query = new URL(c.req.url).searchParams;
    const challenge = found && (await handshake(query, found.opened.credentials));
    return challenge ? c.text(challenge) : c.text("Not found", 404);
  });

  app.post("/meta/:hookId", async (c) => {
    const found = await deps.accountOfHook(c.req.param("hookId"));
    if (found?.account.provider !== "meta") return c.text("Not found", 404);
    const raw = await readBytes(c.req.raw.body, maxBytes);
    if (!raw.ok) return c.text("Too large", 413);
    const signature = c.req.header("x-hub-signature-256") ?? null;
    if (!(await isFromMeta(raw.value, signature, found.opened.credentials))) {
      return c.text("Invalid signature", 401);
    }
    const { account } = found;
    const { messages, ignored } = parseUpdates(parseJson(new TextDecoder().decode(raw.value)));
    const ours = messages.filter(
      ({ phoneNumberId }) => phoneNumberId === account.settings["phone_number_id"],
    );
    if (ignored + messages.length - ours.length > 0) {
      const count = ignored + messages.length - ours.length;
      deps.log.info("updates_ignored", { accountId: account.id, provider: "meta", count });
    }
    const recorded = await Promise.allSettled(
      ours.map((message) => recordMessage(deps, account, message)),
    );
    const failed = recorded.filter((outcome) => outcome.status === "rejected");
    for (const { reason } of failed) {
      deps.log.error("inbound_not_recorded", { accountId: account.id, ...describeError(reason) });
    }
    // Meta delivers the whole POST again; what is already recorded is recognised by its id.
    return failed.length > 0 ? c.text("Not recorded, try again", 503) : c.text("OK");
  });

  app.all("*", (c) => c.text("Not found", 404));
  return app;
}

async function recordMessage(
  deps: ReceiverDeps,
  account: Account,
  message: MetaMessage,
): Promise<void> {
  const refs = await deps.leadsBehind(account, message.from, message.profileName);
  for (const ref of refs) {
    const { port, newMessageId } = await deps.lead(ref);
    await port.receive(ref, {
      messageId: newMessageId(),
      providerMessageId: message.id,
      account: { id: account.id, channel: account.channel },
      from: message.from,
      at: message.at,
      kind: message.kind,
      text: message.text,
    });
  }
}
