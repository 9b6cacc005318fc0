// Meta's receiver over real leads, without a runtime: signed requests in, messages with their facts out,
// and beside it what they should be.
import { hmacHex, hmacKey } from "../../src/lib/hmac.ts";
import type { Account, OpenAccount } from "../../src/model/account.ts";
import type { LeadRef } from "../../src/model/lead.ts";
import type { FactName, Update } from "../../src/model/update.ts";
import { receiver as meta } from "../../src/providers/meta/receiver.ts";
import { type ReceiverDeps, receiverRoutes } from "../../src/receivers/routes.ts";
import {
  accepted,
  accounts,
  order,
  startedAt,
  templateOf,
  world,
} from "../support/lead-harness.ts";

/** A status as Meta may write it, about one of our messages or of nobody's. */
export interface Status {
  workspace: number;
  lead: number;
  message: number;
  /** By what it names its message. */
  names: "correlation id" | "provider's id" | "nobody's id" | "another workspace's";
  status: FactName | "pondered";
  /** Seconds after the send. */
  at: number;
}

const secret = "app-secret";
const senders = ["100000001", "100000002"];
const leadsEach = 2;
const messagesEach = 2;
const isStatus = (item: unknown): item is Status =>
  item !== null && typeof item === "object" && "names" in item;

const never = async (): Promise<never> => {
  throw new Error("not in this test");
};

export async function newReceiver() {
  const key = await hmacKey(secret);
  const w = world();
  let rounds = 0;
  let posted = 0;
  let kept = 0;
  let round = 0;
  const phone = (lead: number) => `+1202555${String(1000 + lead)}`;
  const ref = (workspace: number, lead: number): LeadRef => ({
    workspaceId: `workspace-${workspace}`,
    leadId: `${round}-${lead}`,
  });
  const accountOf = (workspace: number): Account => ({
    ...accounts.whatsapp,
    workspaceId: `workspace-${workspace}`,
  });
  const deps: ReceiverDeps = {
    clock: () => w.now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    receiverOf: () => meta,
    accountOfHook: async (hookId) => {
      const account = accountOf(Number(hookId));
      const settings = { phone_number_id: senders[Number(hookId)], waba_id: "waba" };
      const opened = {
        ...account,
        settings,
        credentials: { access_token: "t", app_secret: secret },
      };
      return { account, opened: opened as unknown as OpenAccount };
    },
    changeConsent: async () => {},
    siblingsOf: async () => [],
    open: never,
    messageOf: async (id) => (id.endsWith(".mac") ? id.slice(0, -4) : null),
    leadOf: () => w.lead.current,
    lead: async () => ({ port: w.lead.current, newMessageId: () => crypto.randomUUID() }),
    leadsBehind: async (workspaceId, { phone: number }) =>
      Array.from({ length: leadsEach }, (_, lead) => lead)
        .filter((lead) => phone(lead) === number)
        .map((lead) => ({ workspaceId, leadId: `${round}-${lead}` })),
    leadsOrStranger: never,
    addressesOf: never,
    changeAddress: never,
    suppress: never,
    changeTemplate: never,
    recordAccountEvent: async (_account, _update: Update) => {},
    keep: async () => void kept++,
  };
  const routes = receiverRoutes(deps);

  async function newRound() {
    round = ++rounds;
    kept = 0;
    let incomprehensible = 0;
    const ids = new Map<string, string>();
    const wanted = new Map<string, Set<string>>();
    const nameOf = (workspace: number, lead: number, message: number) =>
      `${workspace}/${lead}/${message}`;
    for (const workspace of [0, 1]) {
      for (let lead = 0; lead < leadsEach; lead++) {
        for (let n = 0; n < messagesEach; n++) {
          const name = nameOf(workspace, lead, n);
          const providerId = `wamid.${round}.${name}`;
          w.deliver = () => accepted(providerId);
          const message = order(
            { kind: "template", templateId: "t", components: [] },
            { ref: ref(workspace, lead), template: templateOf(accounts.whatsapp.id) },
          );
          await w.lead.current.send(message);
          ids.set(name, message.messageId);
          wanted.set(name, new Set());
        }
      }
    }

    /** The status as Meta writes it; and its effect is noted. */
    function write(item: Status, hook: number): unknown {
      const { workspace, lead, message, names, status, at } = item;
      const name = nameOf(workspace, lead, message);
      const correlation =
        names === "correlation id"
          ? `${ids.get(name)}.mac`
          : names === "another workspace's"
            ? `${ids.get(nameOf(1 - workspace, lead, message))}.mac`
            : undefined;
      const providerId =
        names === "correlation id" || names === "provider's id"
          ? `wamid.${round}.${name}`
          : `wamid.${round}.unheard`;
      // What is about another number than the hook's has no effect; a foreign correlation id has none either.
      const isOurs = names === "correlation id" || names === "provider's id";
      if (hook === workspace && isOurs && status !== "pondered") {
        wanted.get(name)?.add(`${status} ${startedAt + at * 1_000}`);
      }
      return {
        id: providerId,
        status,
        timestamp: String(startedAt / 1_000 + at),
        recipient_id: phone(lead).slice(1),
        ...(correlation === undefined ? {} : { biz_opaque_callback_data: correlation }),
        ...(status === "failed"
          ? { errors: [{ code: 131026, title: "Message undeliverable" }] }
          : {}),
      };
    }

    return {
      /** One request of Meta's: entries of changes, each a status or something else. */
      post: async (entries: unknown[][]): Promise<number> => {
        posted++;
        const first = entries.flat().find(isStatus);
        const hook = first?.workspace ?? 0;
        // What is not understood is kept, whoever it is about.
        const isPuzzle = (item: unknown) => !isStatus(item) || item.status === "pondered";
        if (entries.flat().length === 0 || entries.flat().some(isPuzzle)) incomprehensible++;
        const body = JSON.stringify({
          object: "whatsapp_business_account",
          entry: entries.map((items) => ({
            id: "waba",
            changes: items.map((item) =>
              isStatus(item)
                ? {
                    field: "messages",
                    value: {
                      metadata: { phone_number_id: senders[item.workspace] },
                      statuses: [write(item, hook)],
                    },
                  }
                : item,
            ),
          })),
        });
        const headers = { "x-hub-signature-256": `sha256=${await hmacHex(key, body)}` };
        const request = new Request(`http://gateway/meta/${String(hook).padStart(32, "0")}`, {
          method: "POST",
          headers,
          body,
        });
        return (await routes.request(request)).status;
      },
      /** The facts of every message. */
      seen: async () => {
        const found: Record<string, string[]> = {};
        for (const [name, id] of ids) {
          const seen = await w.lead.current.message(`workspace-${name[0]}`, id);
          found[name] = (seen?.facts ?? []).map((fact) => `${fact.name} ${fact.at}`).toSorted();
        }
        return found;
      },
      wanted: () =>
        Object.fromEntries([...wanted].map(([name, facts]) => [name, [...facts].toSorted()])),
      /** Requests of which something was kept for a person to look at, and how many should be. */
      kept: () => kept,
      incomprehensible: () => incomprehensible,
    };
  }

  return { newRound, posted: () => posted };
}
