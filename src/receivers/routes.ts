// How providers talk to us: `/hooks/{provider}/{account's hook id}`. Raw bytes are verified first,
// parsed second and committed in the leads' objects third; only then is the provider told 200.
// Nothing unsigned, oversized or meant for another sender has any effect.
import { Hono } from "hono";
import { readBody } from "../lib/body.ts";
import type { Clock } from "../lib/clock.ts";
import { parseJson } from "../lib/json.ts";
import { describeError, type Log, type LogFields } from "../lib/log.ts";
import { note } from "../lib/note.ts";
import type { Account, OpenAccount } from "../model/account.ts";
import { providerNameSchema } from "../model/channel.ts";
import type { Update } from "../model/update.ts";
import { type IngestDeps, ingest } from "./ingest.ts";
import { type Share, type SiblingDeps, shareOut } from "./siblings.ts";

/** Meta: a POST carries up to 3 MB and 1,000 updates; the others carry one. */
const maxBytes = 3 * 1024 * 1024;
const plainAnswer = { type: "text/plain; charset=UTF-8", body: "OK" };
/** Updates of one request that are taken in at the same time. */
const concurrent = 50;

export interface ReceiverDeps extends IngestDeps, SiblingDeps {
  clock: Clock;
  log: Log;
  /** The account a hook id belongs to, with its credentials; null when there is none. */
  accountOfHook(hookId: string): Promise<{ account: Account; opened: OpenAccount } | null>;
  /** Keeps a request of which something had no effect, for a person to look at. */
  keep(account: Account, reason: string, body: string): Promise<void>;
}

export function receiverRoutes(deps: ReceiverDeps): Hono {
  const app = new Hono();

  const find = async (provider: string, hookId: string) => {
    const name = providerNameSchema.safeParse(provider).data;
    const found = name && (await deps.accountOfHook(hookId));
    if (!found || found.account.provider !== name) return null;
    return { ...found, receiver: deps.receiverOf(found.account) };
  };

  app.get("/:provider/:hookId", async (c) => {
    const found = await find(c.req.param("provider"), c.req.param("hookId"));
    const query = new URL(c.req.url).searchParams;
    const challenge = await found?.receiver.handshake?.(query, found.opened.credentials);
    return challenge ? c.text(challenge) : c.text("Not found", 404);
  });

  app.post("/:provider/:hookId", async (c) => {
    const found = await find(c.req.param("provider"), c.req.param("hookId"));
    if (!found) return c.text("Not found", 404);
    const raw = await readBody(c.req.raw, maxBytes);
    if (!raw.ok) {
      return raw.error === "body_too_large" ? c.text("Too large", 413) : c.text("Broken off", 400);
    }
    const { account, opened, receiver } = found;
    note(c, {
      provider: account.provider,
      channel: account.channel,
      workspaceId: account.workspaceId,
      accountId: account.id,
    });
    const now = deps.clock();
    const incoming = { raw: raw.value, headers: c.req.raw.headers, now, url: c.req.url };
    if (!(await receiver.verify(incoming, opened.credentials, opened.settings))) {
      return c.text("Invalid signature", 401);
    }
    const body = new TextDecoder().decode(raw.value);
    const parsed = receiver.decode ? receiver.decode(body, c.req.url) : parseJson(body);
    const updates = receiver.parse(parsed, now);
    note(c, { outcome: "taken", count: updates.length, ...lagOf(updates, now) });
    let failed = false;
    for (const share of await shareOut(deps, found, updates, incoming)) {
      const taken = await takeAll(deps, share, now);
      if (taken.reasons.length > 0) {
        note(c, { outcome: "kept" });
        await deps.keep(share.account, taken.reasons.join("; "), body);
      }
      failed ||= taken.failed;
    }
    // The provider delivers the whole request again; what is already recorded is recognised.
    if (failed) return c.text("Not recorded, try again", 503);
    const { type, body: text } = receiver.answer ?? plainAnswer;
    return c.body(text, 200, { "content-type": type });
  });

  app.all("*", (c) => c.text("Not found", 404));
  app.onError((error, c) => {
    deps.log.error("receiver_failed", describeError(error));
    return c.text("Not recorded, try again", 503);
  });
  return app;
}

/** By how much the latest of them is behind; one whose provider tells no time has that of the request. */
function lagOf(updates: Update[], receivedAt: number): Pick<LogFields, "lagMs"> {
  const lags = updates.flatMap((update) => {
    const at = update.kind === "report" ? update.fact.at : "at" in update ? update.at : receivedAt;
    return at === receivedAt ? [] : [Math.max(0, receivedAt - at)];
  });
  return lags.length === 0 ? {} : { lagMs: Math.max(...lags) };
}

async function takeAll(
  deps: ReceiverDeps,
  { account, updates }: Share,
  receivedAt: number,
): Promise<{ reasons: string[]; failed: boolean }> {
  const reasons = new Set<string>();
  let failed = false;
  for (let i = 0; i < updates.length; i += concurrent) {
    const taken = updates
      .slice(i, i + concurrent)
      .map((update) => ingest(deps, account, update, receivedAt));
    for (const outcome of await Promise.allSettled(taken)) {
      if (outcome.status === "rejected") {
        failed = true;
        deps.log.error("update_failed", {
          accountId: account.id,
          ...describeError(outcome.reason),
        });
      } else if (outcome.value !== null) reasons.add(outcome.value);
    }
  }
  return { reasons: [...reasons], failed };
}
