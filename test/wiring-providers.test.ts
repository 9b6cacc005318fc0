// What dialects ask of a provider besides sends, with the real wiring and the pretend Meta.
import { expect, test } from "vitest";
import { getAccount } from "../src/store/accounts.ts";
import { db } from "../src/wiring.ts";
import { providerVerbs } from "../src/wiring-providers.ts";
import { type Workspace, workspace } from "./support/gateway.ts";

async function accountOf(acme: Workspace, channel: "whatsapp" | "email" = "whatsapp") {
  const account = await getAccount(db, acme.id, acme.accounts[channel]);
  if (!account) throw new Error("no account");
  return account;
}

const template = {
  name: "order_ready",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Hi {{1}}, your order is ready." }],
};

async function storedStatus(acme: Workspace, id: string): Promise<string | undefined> {
  const { templates } = (await acme.call("GET", "/api/public/templates")).body;
  return templates.find((one: { id: string }) => one.id === id)?.status;
}

test("a template is proposed, stored as it was taken, and sent once it is approved", async () => {
  const acme = await workspace();
  const created = await providerVerbs.createTemplate(await accountOf(acme), template);
  if (!created.ok) throw new Error(created.error.message);
  expect(created.value).toMatchObject({
    ...template,
    accountId: acme.accounts.whatsapp,
    parameterFormat: "POSITIONAL",
    status: "PENDING",
  });
  const { id } = created.value;
  await expect.poll(() => storedStatus(acme, id), { timeout: 10_000 }).toBe("APPROVED");
  const sent = await acme.send(await acme.person(), {
    channel: "whatsapp",
    template_id: id,
    components: [{ type: "BODY", parameters: [{ type: "text", text: "John" }] }],
  });
  expect(sent.status).toBe(200);
});

test("a template that the provider does not take is not stored", async () => {
  const acme = await workspace();
  const account = await accountOf(acme);
  const known = { ...template, name: "hello_world" };
  expect(await providerVerbs.createTemplate(account, known)).toMatchObject({
    ok: false,
    error: { code: "template_refused", provider: { name: "meta", code: 100 } },
  });
  expect(await providerVerbs.createTemplate(account, { ...template, name: "?" })).toMatchObject({
    ok: false,
  });
  const { templates } = (await acme.call("GET", "/api/public/templates")).body;
  expect(templates.some(({ name }: { name: string }) => name === template.name)).toBe(false);
});

test("a file is uploaded, and sent by its id", async () => {
  const acme = await workspace();
  const pdf = { bytes: new Uint8Array(20), mimeType: "application/pdf", filename: "Prices.pdf" };
  const uploaded = await providerVerbs.uploadMedia(await accountOf(acme), pdf);
  if (!uploaded.ok) throw new Error(uploaded.error.message);
  const { files } = await acme.state();
  expect(files).toMatchObject([{ id: uploaded.value.mediaId, filename: "Prices.pdf", size: 20 }]);
});

test("a file of the wrong type or size does not reach the provider", async () => {
  const acme = await workspace();
  const account = await accountOf(acme);
  const file = { bytes: new Uint8Array(20), mimeType: "image/gif", filename: "x.gif" };
  for (const wrong of [file, { ...file, mimeType: "image/png", bytes: new Uint8Array() }]) {
    expect(await providerVerbs.uploadMedia(account, wrong)).toMatchObject({
      error: { code: "media_invalid" },
    });
  }
  expect((await acme.state()).files).toEqual([]);
});

test("an account that has neither says so", async () => {
  const acme = await workspace();
  const email = await accountOf(acme, "email");
  const file = { bytes: new Uint8Array(20), mimeType: "image/png", filename: "x.png" };
  const error = { code: "content_unsupported", message: expect.stringContaining("email") };
  expect(await providerVerbs.uploadMedia(email, file)).toMatchObject({ error });
  expect(await providerVerbs.createTemplate(email, template)).toMatchObject({ error });
});
