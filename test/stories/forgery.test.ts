// Whoever is not the provider achieves nothing at a receiver, whatever they send; and whatever the provider
// sends is taken, once. Through the real Worker, with the effects looked for in the API and in D1.
import { beforeAll, describe, expect, test } from "vitest";
import { utf8 } from "../../src/lib/bytes.ts";
import { receiverRoutes } from "../../src/receivers/routes.ts";
import { receivers } from "../../src/wiring-incoming.ts";
import { forgeries } from "../support/forgeries.ts";
import { workspace } from "../support/gateway.ts";
import { genuineBodies } from "../support/genuine.ts";
import {
  firstSecrets,
  post,
  providers,
  rotates,
  secretOf,
  sendingKeys,
  setSecrets,
  type Tenant,
  tenant,
  traces,
} from "../support/hook-tenant.ts";
import { type Bytes, type Hooked, hooks, type Sent, written } from "../support/hooks.ts";

const ok = "200 OK";
const refused = "401 Invalid signature";
const nowhere = "404 Not found";

let acme: Tenant;
let globex: Tenant;

beforeAll(async () => {
  [acme, globex] = [await tenant("acme"), await tenant("globex")];
}, 60_000);

/** Posts a report about `about`, signed with `by`'s secret, to the receiver of `to`. */
function report(provider: Hooked, by: Tenant, about: Sent, n: number, to = by) {
  const raw = written(hooks[provider].report(about, "Grüße", n));
  const headers = hooks[provider].sign(raw, by.secret[provider], Date.now());
  return post(to.path[provider], raw, headers);
}

describe.each(providers)("the receiver of %s", (provider) => {
  const hook = hooks[provider];

  test("believes nothing that is forged, and does nothing for it", async () => {
    const raw = written(hook.report(acme.sent[provider], "Grüße", 1));
    const secret = acme.secret[provider];
    const at = Date.now();
    const otherSecrets = {
      "another workspace's secret": globex.secret[provider],
      "a secret that was replaced": firstSecrets[provider],
      "the token for sending": secretOf(provider, sendingKeys[provider]),
      "no secret": provider === "email" ? "whsec_" : "",
      "the path for a secret": secretOf(provider, acme.path[provider]),
    };
    const forged = forgeries(hook, { raw, secret, otherSecrets, at });
    expect(forged.length).toBeGreaterThanOrEqual(400);
    const before = await Promise.all([traces(acme), traces(globex)]);

    const believed: string[] = [];
    for (const { name, raw: bytes, headers } of forged) {
      const answer = await post(acme.path[provider], bytes, headers);
      if (answer !== refused) believed.push(`${name}: ${answer}`);
    }
    expect(believed).toEqual([]);
    expect(await Promise.all([traces(acme), traces(globex)])).toEqual(before);

    // It was worth forging.
    expect(await post(acme.path[provider], raw, hook.sign(raw, secret, at))).toBe(ok);
    expect(await traces(acme)).not.toEqual(before[0]);
  });

  test("takes a genuine request at its own address only", async () => {
    const raw = written(hook.report(acme.sent[provider], "Grüße", 2));
    const genuine = hook.sign(raw, acme.secret[provider], Date.now());
    const before = await Promise.all([traces(acme), traces(globex)]);
    expect(await post(globex.path[provider], raw, genuine)).toBe(refused);
    const path = acme.path[provider];
    const others = providers.filter((other) => other !== provider);
    for (const elsewhere of [
      ...others.map((other) => path.replace(provider, other)),
      ...others.map((other) => acme.path[other].replace(other, provider)),
      path.slice(0, -1),
      `${path}0`,
      path.toLowerCase(),
      `/hooks/${provider}/%00`,
      `/hooks/${provider}/${acme.workspace.id}`,
      path.replace(provider, "nobody"),
    ]) {
      expect(await post(elsewhere, raw, genuine), elsewhere).toBe(nowhere);
    }
    expect(await Promise.all([traces(acme), traces(globex)])).toEqual(before);
  });

  test("lets one workspace report nothing about another's message", async () => {
    const before = await traces(acme);
    const [foreign, own] = [acme.sent[provider], globex.sent[provider]];
    // Signed and sent as it should be, about what another workspace sent, in part or as a whole.
    for (const [n, about] of [
      foreign,
      { ...foreign, sender: own.sender },
      { ...foreign, sender: own.sender, to: own.to },
      { ...own, providerMessageId: foreign.providerMessageId },
      { ...own, correlationId: foreign.correlationId },
      { ...own, sender: foreign.sender },
    ].entries()) {
      expect(await report(provider, globex, about, 100 + n)).toBe(ok);
    }
    expect(await traces(acme)).toEqual(before);
  });

  test("takes the same request again and again, and acts once", async () => {
    const replayed = await tenant(`replayed-${provider}`);
    const raw = written(hook.report(replayed.sent[provider], "Grüße", 3));
    const headers = hook.sign(raw, replayed.secret[provider], Date.now());
    const again = () => post(replayed.path[provider], raw, headers);
    const untouched = await traces(replayed);
    expect(await again()).toBe(ok);
    const shownAs = async () => JSON.stringify((await traces(replayed)).shown);
    // The list of messages follows by itself.
    const { messages } = untouched.shown.at(-1);
    const list = async () => (await traces(replayed)).shown.at(-1).messages;
    await expect.poll(list, { timeout: 10_000 }).not.toEqual(messages);
    const once = await shownAs();
    expect(await Promise.all(Array.from({ length: 10 }, again))).toEqual(Array(10).fill(ok));
    for (let i = 0; i < 5; i++) expect(await again()).toBe(ok);
    const { rows, shown } = await traces(replayed);
    expect(JSON.stringify(shown)).toBe(once);
    expect(rows["leads"]).toHaveLength(1);
    expect(rows["journal"]).toEqual([]);
  });

  test("takes whatever the provider writes, however it writes it", async () => {
    const of = await tenant(`genuine-${provider}`);
    const [current, previous] = ["new", "old"].map((word) => secretOf(provider, `${word}-secret`));
    const secrets = rotates(provider) ? [current, previous] : [current];
    await setSecrets(of.workspace, provider, current ?? "", secrets[1]);
    const bodies = genuineBodies((text, n) => hook.report(of.sent[provider], text, n));
    expect(bodies.length).toBeGreaterThanOrEqual(34);
    const refusals: string[] = [];
    for (const [i, { text, raw }] of bodies.entries()) {
      // The receiver's clock and the provider's need not agree.
      const at = Date.now() + ((i % 3) - 1) * 290_000;
      const headers = hook.sign(raw, secrets[i % secrets.length] ?? "", at);
      const answer = await post(of.path[provider], raw, headers);
      if (answer !== ok) refusals.push(`${text}: ${answer}`);
    }
    expect(refusals).toEqual([]);
    const { rows, shown } = await traces(of);
    expect(rows["journal"]).toEqual([]);
    if (provider !== "meta") return;
    const said = shown[0].history
      .filter(({ direction }: { direction: string }) => direction === "inbound")
      .map(({ content }: { content: string }) => content);
    expect(said.toSorted()).toEqual(bodies.map(({ text }) => text).toSorted());
  });

  test("believes a secret until it is replaced, and its successor at once", async () => {
    const of = await workspace();
    const about = acme.sent[provider];
    const [first, second] = ["first", "second"].map((word) => secretOf(provider, `${word}-secret`));
    let n = 200;
    const believed = (path: string, secret = "") => {
      const raw = written(hook.report(about, "Grüße", n++));
      return post(path, raw, hook.sign(raw, secret, Date.now()));
    };
    const path = await setSecrets(of, provider, first ?? "");
    expect([await believed(path, first), await believed(path, second)]).toEqual([ok, refused]);
    if (rotates(provider)) {
      await setSecrets(of, provider, second ?? "", first);
      expect([await believed(path, first), await believed(path, second)]).toEqual([ok, ok]);
    }
    await setSecrets(of, provider, second ?? "");
    expect([await believed(path, first), await believed(path, second)]).toEqual([refused, ok]);
  });
});

// The relay's events name no sender that could differ: the address of the hook says whose they are.
test.each(["meta", "retell"] as const)(
  "the receiver of %s does nothing about a sender that is not its own",
  async (provider) => {
    const before = await Promise.all([traces(acme), traces(globex)]);
    const own = globex.sent[provider];
    const sender = provider === "meta" ? acme.sent.meta.sender : "+12025550199";
    for (const [n, about] of [
      { ...own, sender },
      { ...acme.sent[provider], sender },
    ].entries()) {
      expect(await report(provider, globex, about, 150 + n)).toBe(ok);
    }
    expect(await Promise.all([traces(acme), traces(globex)])).toEqual(before);
  },
);

describe.each(["email", "retell"] as const)("the age of what %s signed", (provider) => {
  // The same receivers, told the time.
  const at = Math.floor(Date.now() / 1000) * 1000;
  const seen = (raw: Bytes, now: number) => {
    const headers = hooks[provider].sign(raw, acme.secret[provider], at);
    const app = receiverRoutes({ ...receivers, clock: () => now });
    const path = acme.path[provider].replace("/hooks", "");
    return app.request(path, { method: "POST", body: raw, headers });
  };

  test.each([-300_000, 0, 300_000])("is no obstacle %i ms from now", async (offset) => {
    const raw = written(hooks[provider].report(acme.sent[provider], "Grüße", 300));
    expect((await seen(raw, at + offset)).status).toBe(200);
  });

  test.each([-300_001, 300_001])("is one %i ms from now", async (offset) => {
    const before = await traces(acme);
    const raw = written(hooks[provider].report(acme.sent[provider], "Grüße", 301));
    expect((await seen(raw, at + offset)).status).toBe(401);
    expect(await traces(acme)).toEqual(before);
  });
});

test("finds the relay's signature among others, under both names of its headers", async () => {
  const raw = utf8(JSON.stringify(hooks.email.report(acme.sent.email, "Hi", 400)));
  const headers = hooks.email.sign(raw, acme.secret.email, Date.now());
  const right = headers["svix-signature"];
  const wrong = `v1,${btoa("another secret's signature")}`;
  for (const list of [`${wrong} ${right}`, `v1a,AAAA ${right} v2,AAAA`, `${right} ${right}`]) {
    expect(await post(acme.path.email, raw, { ...headers, "svix-signature": list })).toBe(ok);
  }
  const renamed = Object.entries(headers).map(([name, value]) => [
    name.replace("svix", "webhook"),
    value,
  ]);
  expect(await post(acme.path.email, raw, Object.fromEntries(renamed))).toBe(ok);
});
