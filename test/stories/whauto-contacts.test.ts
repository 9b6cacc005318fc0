// Whauto's contacts, tags, workspaces and templates, in the shapes that the original has.
import { beforeAll, describe, expect, test } from "vitest";
import { type Workspace, workspace } from "../support/gateway.ts";
import { type WhautoClient, whautoClient } from "../support/whauto.ts";

let acme: Workspace;
let whauto: WhautoClient;
let eve: WhautoClient;

beforeAll(async () => {
  acme = await workspace();
  whauto = await whautoClient(acme, { rate_limit: 10_000 });
  eve = await whautoClient(await workspace());
});

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const time = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
const contactMissing = { status: 404, body: { error: "Contact not found" } };
let n = 0;
const phone = () => `+1202556${String(1000 + ++n)}`;

const create = async (fields: object = {}) => {
  const answer = await whauto.call("POST", "/contacts", {
    name: "Alice Johnson",
    phoneNumber: phone(),
    workspace: whauto.workspace,
    ...fields,
  });
  expect(answer.status).toBe(200);
  return answer.body;
};

describe("contacts", () => {
  test("are made, read, changed and deleted", async () => {
    const phoneNumber = phone();
    const made = await create({
      name: "Alice van der Berg",
      phoneNumber,
      stage: "Lead",
      notes: "Prefers mornings",
      customFields: { membership: "Silver" },
      tags: ["Prospect", "Interested", "Prospect"],
    });
    expect(made).toEqual({
      id: uuid,
      name: "Alice van der Berg",
      phoneNumber,
      workspace: { id: acme.id, title: "Acme" },
      stage: "Lead",
      notes: "Prefers mornings",
      customFields: { membership: "Silver" },
      tags: ["Prospect", "Interested"],
    });
    const at = `/contacts/${made.id}`;
    expect(await whauto.call("GET", at)).toMatchObject({ status: 200, body: made });
    const lead = (await acme.call("GET", `/api/public/leads/${made.id}`)).body.lead;
    expect(lead).toMatchObject({ first_name: "Alice", last_name: "van der Berg" });

    const change = { name: "Alice", notes: null, customFields: { membership: "Gold" } };
    const changed = await whauto.call("PUT", at, change);
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...made,
      name: "Alice",
      notes: "",
      customFields: { membership: "Gold" },
    });

    expect(await whauto.call("DELETE", at)).toMatchObject({ status: 200, body: { success: true } });
    expect(await whauto.call("GET", at)).toMatchObject(contactMissing);
    expect(await whauto.call("DELETE", at)).toMatchObject(contactMissing);
  });

  test("are the one that has the number already", async () => {
    const phoneNumber = phone();
    const first = await create({ phoneNumber, stage: "Lead" });
    const second = await create({ phoneNumber, name: "Alice J" });
    expect(second).toEqual({ ...first, name: "Alice J" });
  });

  test("are called by their number where they have no name", async () => {
    const phoneNumber = phone();
    expect(await create({ name: undefined, phoneNumber })).toMatchObject({ name: phoneNumber });
    expect(await create({ name: "Zoe", phoneNumber: undefined })).toMatchObject({
      name: "Zoe",
      phoneNumber: "",
    });
  });

  test("send to the number that they have now", async () => {
    const before = phone();
    const { id } = await create({ phoneNumber: before });
    const template = { contact: { id }, template: "hello_world" };
    await whauto.send("whatsapp/sendtemplate", template);
    const after = phone();
    await whauto.call("PUT", `/contacts/${id}`, { phoneNumber: after });
    await whauto.send("whatsapp/sendtemplate", template);
    const { phone: received } = await acme.state();
    expect(received.at(-1).request.to).toBe(after);
  });

  test("lose what is cleared, and never their name", async () => {
    for (const phoneNumber of [null, "", " "]) {
      const { id } = await create({ stage: "Lead", tags: ["a"] });
      const cleared = {
        name: phoneNumber,
        phoneNumber,
        stage: null,
        customFields: null,
        tags: null,
      };
      expect((await whauto.call("PUT", `/contacts/${id}`, cleared)).body).toMatchObject({
        name: "Alice Johnson",
        phoneNumber: "",
        stage: "",
        customFields: {},
        tags: [],
      });
      const { lead } = (await acme.call("GET", `/api/public/leads/${id}`)).body;
      expect(lead.phone).toBeNull();
      const send = { contact: { id }, template: "hello_world" };
      expect((await whauto.send("whatsapp/sendtemplate", send)).body).toEqual({
        id: "",
        status: "failed",
        error: "Contact has no phone number",
      });
    }
  });

  test.each([
    ["a body that is no object", [], 400, { message: "Invalid request body" }],
    ["neither name nor number", { notes: "x" }, 400, { message: "Invalid request body" }],
    ["a name of the wrong type", { name: 7 }, 400, { message: "Invalid request body" }],
    [
      "a word that is too long",
      { name: "x".repeat(201) },
      400,
      { message: "Invalid request body" },
    ],
    ["a number that is none", { phoneNumber: "12" }, 400, { error: "Invalid parameters" }],
    [
      "fields too large",
      { name: "A", customFields: { a: "x".repeat(40_000) } },
      400,
      { message: "Invalid request body" },
    ],
    [
      "another workspace",
      { name: "A", workspace: { id: "x" } },
      404,
      { error: "Invalid workspaceId" },
    ],
  ])("are refused for %s", async (_, body, status, words) => {
    const answer = await whauto.call("POST", "/contacts", body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(words);
  });

  test("of others are absent, whatever is asked", async () => {
    const { id } = await create();
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["PUT", "", { name: "Eve" }],
      ["DELETE", "", undefined],
      ["POST", "/tags/add", { tags: ["x"] }],
      ["POST", "/tags/remove", { tags: ["x"] }],
    ] as const) {
      expect(await eve.call(method, `/contacts/${id}${path}`, body)).toMatchObject(contactMissing);
      expect(await whauto.call(method, `/contacts/x${path}`, body)).toMatchObject(contactMissing);
    }
    expect((await whauto.call("GET", `/contacts/${id}`)).body).toMatchObject({ id, tags: [] });
    expect((await eve.call("GET", "/contacts")).body).toEqual([]);
  });
});

describe("the list of contacts", () => {
  const list = async (query: string, by = whauto) => {
    const answer = await by.call("GET", `/contacts?${query}`);
    expect(answer.status).toBe(200);
    return (answer.body as { id: string }[]).map(({ id }) => id);
  };

  test("is a bare array, the newest first, in pages", async () => {
    const mine = await whautoClient(await workspace());
    const ids: string[] = [];
    for (const name of ["A", "B", "C"]) {
      ids.unshift((await mine.call("POST", "/contacts", { name })).body.id);
    }
    const all = await list("", mine);
    expect(new Set(all)).toEqual(new Set(ids));
    const pages = [await list("limit=2", mine), await list("limit=2&page=2", mine)];
    expect(pages.flat()).toEqual(all);
    expect(await list("limit=2&page=3", mine)).toEqual([]);
  });

  test("finds by text, tag, channel and workspace", async () => {
    const tagged = await create({ name: "Findme Now", tags: ["blue, dark", "vip"] });
    const other = await create({ name: "Findme Too", phoneNumber: undefined });
    expect(new Set(await list("searchText=findme"))).toEqual(new Set([tagged.id, other.id]));
    expect(await list("searchText=findme&tags=vip")).toEqual([tagged.id]);
    expect(await list("searchText=findme&tags=none,vip")).toEqual([tagged.id]);
    expect(await list("searchText=findme&tags=none&tags=vip")).toEqual([tagged.id]);
    expect(await list("searchText=findme&tags=none")).toEqual([]);
    expect(await list("searchText=findme&channel=whatsApp")).toEqual([tagged.id]);
    expect(await list("searchText=findme&channel=telegram")).toEqual([]);
    expect(await list("searchText=findme&channel=website")).toEqual([]);
    expect(await list(`searchText=findme&workspaceId=${acme.id}`)).toHaveLength(2);
    expect(await list("searchText=%25findme")).toEqual([]);
  });

  test.each([
    ["limit=0", 400, { error: "Invalid parameters" }],
    ["limit=501", 400, { error: "Invalid parameters" }],
    ["page=0", 400, { error: "Invalid parameters" }],
    ["page=x", 400, { error: "Invalid parameters" }],
    ["channel=fax", 400, { error: "Invalid parameters" }],
    ["channel=constructor", 400, { error: "Invalid parameters" }],
    ["workspaceId=x", 404, { error: "Invalid workspaceId" }],
  ])("refuses %s", async (query, status, body) => {
    const answer = await whauto.call("GET", `/contacts?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });
});

describe("tags", () => {
  test("are added to a contact and taken away", async () => {
    const { id } = await create({ tags: ["a"] });
    const add = await whauto.call("POST", `/contacts/${id}/tags/add`, { tags: ["b", "a", "c"] });
    expect(add.body).toEqual({ id, tags: ["a", "b", "c"] });
    const gone = await whauto.call("POST", `/contacts/${id}/tags/remove`, { tags: ["a", "x"] });
    expect(gone.body).toEqual({ id, tags: ["b", "c"] });
    expect((await whauto.call("GET", `/contacts/${id}`)).body.tags).toEqual(["b", "c"]);
  });

  test("are all kept when they are added at the same moment", async () => {
    const { id } = await create();
    const names = Array.from({ length: 8 }, (_, i) => `t${i}`);
    await Promise.all(
      names.map((name) => whauto.call("POST", `/contacts/${id}/tags/add`, { tags: [name] })),
    );
    const { tags } = (await whauto.call("GET", `/contacts/${id}`)).body;
    expect(new Set(tags)).toEqual(new Set(names));
  });

  test("are refused beyond fifty, and none is added then", async () => {
    const many = Array.from({ length: 50 }, (_, i) => `m${i}`);
    const { id } = await create({ tags: many });
    const answer = await whauto.call("POST", `/contacts/${id}/tags/add`, { tags: ["one more"] });
    expect(answer).toMatchObject({ status: 400, body: { message: "Invalid request body" } });
    const known = await whauto.call("POST", `/contacts/${id}/tags/add`, { tags: ["m7"] });
    expect(known.body.tags).toEqual(many);
  });

  test("have ids, which may stand for their names", async () => {
    const made = await whauto.call("POST", "/contactTags", { name: " Big Fish " });
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      id: uuid,
      name: "Big Fish",
      canonical: "big fish",
      createdAt: time,
      updatedAt: time,
    });
    expect((await whauto.call("POST", "/contactTags", { name: "Big Fish" })).body).toEqual(
      made.body,
    );
    const at = `/contactTags/${made.body.id}`;
    expect((await whauto.call("GET", at)).body).toEqual(made.body);
    const { id } = await create({ tags: [made.body.id] });
    expect((await whauto.call("GET", `/contacts/${id}`)).body.tags).toEqual(["Big Fish"]);
    expect((await eve.call("GET", at)).body).toEqual({ error: "Record not found" });
  });

  test("that only a contact carries are listed, and keep their id", async () => {
    const name = `only-${crypto.randomUUID()}`;
    await create({ tags: [name] });
    const find = async () => (await whauto.call("GET", "/contactTags?searchText=ONLY-")).body;
    const [first] = await find();
    expect(first).toMatchObject({ id: uuid, name });
    expect(await find()).toEqual([first]);
    expect((await whauto.call("GET", `/contactTags/${first.id}`)).body).toEqual(first);
    expect((await eve.call("GET", "/contactTags")).body).toEqual([]);
  });

  test.each([[{}], [{ tags: [] }], [{ tags: [7] }], [{ tags: ["a\nb"] }], [[]]])(
    "%j is no list of tags",
    async (body) => {
      const { id } = await create();
      const answer = await whauto.call("POST", `/contacts/${id}/tags/add`, body);
      expect(answer).toMatchObject({ status: 400, body: { message: "Invalid request body" } });
    },
  );
});

describe("workspaces", () => {
  test("are the key's own, and no other", async () => {
    const own = { id: acme.id, title: "Acme" };
    expect((await whauto.call("GET", "/workspaces")).body).toEqual([own]);
    expect((await whauto.call("GET", "/workspaces?searchText=acm")).body).toEqual([own]);
    expect((await whauto.call("GET", "/workspaces?searchText=x")).body).toEqual([]);
    expect((await whauto.call("GET", `/workspaces/${acme.id}`)).body).toEqual(own);
    expect(await eve.call("GET", `/workspaces/${acme.id}`)).toMatchObject({
      status: 404,
      body: { error: "Invalid workspaceId" },
    });
  });
});

describe("templates", () => {
  test("are listed, and read one by one", async () => {
    const { body } = await whauto.call("GET", "/whatsapp-templates");
    const id = await acme.templateId("hello_world");
    const found = body.find((one: { id: string }) => one.id === id);
    expect(found).toEqual({
      id,
      workspace: { id: acme.id, title: "Acme" },
      template: {
        category: "UTILITY",
        language: "en_US",
        name: "hello_world",
        status: "APPROVED",
        components: expect.arrayContaining([expect.objectContaining({ type: "BODY" })]),
      },
      createdAt: time,
      updatedAt: time,
    });
    expect((await whauto.call("GET", `/whatsapp-templates/${id}`)).body).toEqual(found);
    expect((await whauto.call("GET", "/whatsapp-templates?limit=1&page=2")).body).toEqual([
      body[1],
    ]);
    for (const [by, one] of [
      [eve, id],
      [whauto, "x"],
    ] as const) {
      expect(await by.call("GET", `/whatsapp-templates/${one}`)).toMatchObject({
        status: 404,
        body: { error: "Template not found" },
      });
    }
  });

  test.each([
    ["no template", {}, 400, { message: "Invalid request body" }],
    ["another workspace", { workspace: { id: "x" } }, 404, { error: "Invalid workspaceId" }],
    [
      "no components",
      { template: { name: "a", language: "en", category: "UTILITY" } },
      400,
      { message: "Invalid request body" },
    ],
  ])("are not made of %s", async (_, fields, status, words) => {
    const components = [{ type: "BODY", text: "Hi" }];
    const template = { name: "a", language: "en", category: "UTILITY", components };
    const body =
      Object.keys(fields).length === 0
        ? { workspace: whauto.workspace }
        : { workspace: whauto.workspace, template, ...fields };
    const answer = await whauto.call("POST", "/whatsapp-template", body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(words);
  });

  test("are proposed to Meta, stored as it took them, and refused with its reason", async () => {
    const template = {
      name: "greeting",
      language: "en_US",
      category: "utility",
      components: [{ type: "BODY", text: "Hello there" }],
    };
    const body = { workspace: whauto.workspace, template };
    const made = await whauto.call("POST", "/whatsapp-template", body);
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      id: uuid,
      workspace: { id: acme.id, title: "Acme" },
      template: { ...template, category: "UTILITY", status: expect.stringMatching(/^[A-Z]+$/) },
      createdAt: time,
      updatedAt: time,
    });
    const { body: stored } = await whauto.call("GET", `/whatsapp-templates/${made.body.id}`);
    expect(stored).toMatchObject({ id: made.body.id, template: { name: "greeting" } });
    const again = await whauto.call("POST", "/whatsapp-template", body);
    expect(again.status).toBe(400);
    expect(again.body).toEqual({ error: expect.stringMatching(/\w/) });
  });

  test("are not made without a number", async () => {
    const other = await workspace();
    await other.admin("PATCH", `/accounts/${other.accounts.whatsapp}`, { active: false });
    const client = await whautoClient(other);
    const answer = await client.call("POST", "/whatsapp-template", {
      workspace: client.workspace,
      template: {
        name: "greeting",
        language: "en",
        category: "UTILITY",
        components: [{ type: "BODY", text: "Hi" }],
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: "No active account for whatsapp in this workspace" });
  });
});
