// Xobito's contacts, templates and its check of phone numbers, to the letter.
import { beforeAll, describe, expect, test } from "vitest";
import { type Workspace, workspace } from "../support/gateway.ts";
import { type XobitoClient, xobitoClient } from "../support/xobito.ts";

let acme: Workspace;
let xobito: XobitoClient;

beforeAll(async () => {
  acme = await workspace();
  xobito = await xobitoClient(acme);
});

const micro = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const whole = expect.any(Number);
const error = (status: number, message: string) => ({
  status,
  body: { status: "error", message },
});
const invalid = (errors: Record<string, string[]>) => ({
  status: 422,
  body: { status: "error", message: "Validation failed", errors },
});
let people = 0;
const phone = () => `+1415555${String(2000 + ++people)}`;
const fields = (more: Record<string, unknown> = {}) => ({
  firstname: "John",
  lastname: "Doe",
  phone: phone(),
  type: "lead",
  source_id: 2,
  status_id: 1,
  ...more,
});
const create = async (more: Record<string, unknown> = {}) =>
  xobito.call("POST", "/contacts", fields(more));

describe("contacts", () => {
  test("are created with everything that Xobito knows of a person", async () => {
    const given = fields({
      company: "Demo Co",
      email: "john.doe@example.com",
      description: "Met at the fair.\nLikes tea.",
      country_id: 101,
      assigned_id: 4,
      groups: "VIP, Fair",
      zip: "94103",
      city: "San Francisco",
      state: "CA",
      address: "1 Market St",
    });
    const { status, body } = await xobito.call("POST", "/contacts", given);
    const { groups: _, ...shown } = given as typeof given & { groups: string };
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        status: "success",
        message: "Contact created successfully",
        data: {
          ...shown,
          id: whole,
          tenant_id: whole,
          group_id: [whole, whole],
          is_enabled: 1,
          is_opted_out: 0,
          created_at: micro,
          updated_at: micro,
        },
      },
    });
    const { leads } = (await acme.call("GET", "/api/public/leads?search=john.doe@")).body;
    expect(leads).toMatchObject([{ first_name: "John", tags: ["VIP", "Fair"] }]);
  });

  test("are refused by everything that is wrong with them", async () => {
    expect(await xobito.call("POST", "/contacts", {})).toMatchObject(
      invalid({
        firstname: ["The firstname field is required."],
        phone: ["The phone field is required."],
        type: ["The type field is required."],
        source_id: ["The source id field is required."],
        status_id: ["The status id field is required."],
      }),
    );
    const wrong = { type: "guest", source_id: "x", email: "nobody", phone: "1", lastname: "x\ny" };
    expect(await create(wrong)).toMatchObject(
      invalid({
        lastname: ["The lastname format is invalid."],
        phone: ["The phone format is invalid."],
        type: ["The selected type is invalid."],
        source_id: ["The source id must be an integer."],
        email: ["The email must be a valid email address."],
      }),
    );
    expect(await create({ firstname: "x".repeat(256), phone: "+".padEnd(21, "1") })).toMatchObject(
      invalid({
        firstname: ["The firstname may not be greater than 255 characters."],
        phone: ["The phone may not be greater than 20 characters."],
      }),
    );
  });

  test("have a phone and an e-mail that nobody else has", async () => {
    const given = fields({ email: `taken${people}@example.com` });
    expect(await xobito.call("POST", "/contacts", given)).toMatchObject({ status: 201 });
    expect(await xobito.call("POST", "/contacts", given)).toMatchObject(
      invalid({
        phone: ["The phone has already been taken."],
        email: ["The email has already been taken."],
      }),
    );
    const { id } = (await create()).body.data;
    const { email } = given as typeof given & { email: string };
    expect(await xobito.call("PUT", `/contacts/${id}`, fields({ email }))).toMatchObject(
      invalid({ email: ["The email has already been taken."] }),
    );
  });

  test("are one person under both numbers that Mexico gives a mobile", async () => {
    expect(await create({ phone: "+525512345678" })).toMatchObject({ status: 201 });
    expect(await create({ phone: "+5215512345678" })).toMatchObject(
      invalid({ phone: ["The phone has already been taken."] }),
    );
  });

  test("are made once of the same number, however many ask at the same moment", async () => {
    const given = fields();
    const names = ["Ann", "Ben", "Cem", "Dan"];
    const answers = await Promise.all(
      names.map((firstname) => xobito.call("POST", "/contacts", { ...given, firstname })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422, 422]);
    const made = answers.find(({ status }) => status === 201)?.body.data;
    const { data } = (await xobito.call("GET", "/contacts?per_page=100")).body.data;
    const kept = data.filter((row: { phone: string }) => row.phone === given.phone);
    expect(kept).toEqual([made]);
  });

  test("are changed: what is absent stays, null clears", async () => {
    const { data } = (await create({ company: "Demo Co", city: "Lima", groups: "A" })).body;
    const { firstname, phone: number } = data;
    const change = { firstname, lastname: "Roe", phone: number, type: "customer", company: null };
    const { status, body } = await xobito.call("PUT", `/contacts/${data.id}`, change);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        status: "success",
        message: "Contact updated successfully",
        data: { ...data, lastname: "Roe", type: "customer", company: null, updated_at: micro },
      },
    });
    expect(firstname).toBe("John");
    const incomplete = await xobito.call("PUT", `/contacts/${data.id}`, { firstname: "A" });
    expect(Object.keys(incomplete.body.errors)).toEqual(["lastname", "phone", "type"]);
  });

  test("are deleted, once", async () => {
    const { id } = (await create()).body.data;
    const gone = await xobito.call("DELETE", `/contacts/${id}`);
    expect(gone).toMatchObject({
      status: 200,
      body: { status: "success", message: "Contact deleted successfully" },
    });
    expect(await xobito.call("DELETE", `/contacts/${id}`)).toMatchObject(
      error(404, "Contact not found"),
    );
    expect(await xobito.call("PUT", `/contacts/${id}`, fields())).toMatchObject(
      error(404, "Contact not found"),
    );
  });

  test.each(["0", "999999", "-1", "x", "1.5", "99999999999999999999"])(
    "there is none with the id %s",
    async (id) => {
      expect(await xobito.call("DELETE", `/contacts/${id}`)).toMatchObject(
        error(404, "Contact not found"),
      );
    },
  );

  test("of another workspace are not there", async () => {
    const { data } = (await create({ groups: "Ours" })).body;
    const rival = await xobitoClient(await workspace());
    // Numbers count per workspace: theirs may be the same as ours, and mean nobody.
    expect(await rival.call("DELETE", `/contacts/${data.id}`)).toMatchObject({ status: 404 });
    expect(await rival.call("PUT", `/contacts/${data.id}`, fields())).toMatchObject({
      status: 404,
    });
    expect((await rival.call("GET", "/contacts")).body.data).toMatchObject({ total: 0, data: [] });
    const same = await rival.call("POST", "/contacts", fields({ phone: data.phone }));
    expect(same.body.data.tenant_id).not.toBe(data.tenant_id);
  });

  test("say who opted out", async () => {
    const { data } = (await create()).body;
    const { leads } = (await acme.call("GET", `/api/public/leads?search=${data.phone.slice(1)}`))
      .body;
    await acme.call("PUT", `/api/public/leads/${leads[0].id}/opt-outs/whatsapp`, {});
    const listed = (await xobito.call("GET", "/contacts?per_page=100")).body.data.data;
    const shown = listed.find(({ id }: { id: number }) => id === data.id);
    expect(shown).toMatchObject({ is_opted_out: 1 });
    const template = {
      phone_number: data.phone,
      template_name: "hello_world",
      template_language: "en_US",
    };
    expect(await xobito.call("POST", "/messages/template", template)).toMatchObject(
      invalid({ phone_number: ["The contact has opted out of these messages."] }),
    );
  });

  test("are listed in pages, as Laravel lists them", async () => {
    const rival = await workspace();
    const client = await xobitoClient(rival);
    const numbers = [phone(), phone(), phone()];
    for (const number of numbers) {
      await client.call("POST", "/contacts", fields({ phone: number }));
    }
    const { status, body } = await client.call("GET", "/contacts?per_page=2");
    const path = `https://gateway.example${client.at}/contacts`;
    expect(status).toBe(200);
    expect({ ...body.data, data: [] }).toEqual({
      current_page: 1,
      data: [],
      per_page: 2,
      total: 3,
      last_page: 2,
      first_page_url: `${path}?per_page=2&page=1`,
      next_page_url: `${path}?per_page=2&page=2`,
      prev_page_url: null,
      from: 1,
      to: 2,
      path,
      links: expect.arrayContaining([
        { url: `${path}?per_page=2&page=1`, label: "1", active: true },
      ]),
    });
    const next = await client.call("GET", "/contacts?per_page=2&page=2");
    const rows = [...body.data.data, ...next.body.data.data];
    expect(rows.map((row: { phone: string }) => row.phone).toSorted()).toEqual(numbers);
    expect(Object.keys(rows[0])).toEqual(
      expect.arrayContaining(
        "id tenant_id firstname lastname company type email phone source_id status_id country_id group_id is_enabled is_opted_out created_at updated_at description zip city state address".split(
          " ",
        ),
      ),
    );
    expect(await client.call("GET", "/contacts?page=x")).toMatchObject({ status: 422 });
  });

  test("that others made are contacts as well", async () => {
    const rival = await workspace();
    const client = await xobitoClient(rival);
    const lead = await rival.person({ first_name: "Zoë" });
    const { data } = (await client.call("GET", "/contacts")).body.data;
    expect(data).toMatchObject([
      { id: 1, firstname: "Zoë", phone: lead.phone, type: "lead", source_id: null, group_id: [] },
    ]);
  });
});

test("templates are listed with their parts", async () => {
  const { status, body } = await xobito.call("GET", "/templates");
  expect(status).toBe(200);
  expect(body.data).toMatchObject({ current_page: 1, per_page: 15, last_page: 1 });
  const row = body.data.data.find(
    ({ template_name }: { template_name: string }) => template_name === "order_update",
  );
  expect(row).toEqual({
    id: whole,
    tenant_id: whole,
    template_id: "700000000000003",
    template_name: "order_update",
    language: "en_US",
    status: "APPROVED",
    category: "UTILITY",
    header_data_format: "IMAGE",
    header_data_text: null,
    header_params_count: 0,
    body_data: "Hi {{1}}, your order {{2}} is on its way.",
    body_params_count: 2,
    footer_data: null,
    footer_params_count: 0,
    buttons_data: expect.arrayContaining([expect.objectContaining({ text: "Track order" })]),
    header_file_url: "https://example.com/parcel.png",
    header_variable_value: null,
    body_variable_value: null,
    template_type: null,
    cards_json: null,
    created_at: micro,
    updated_at: micro,
  });
  expect(body.data.data).toHaveLength(body.data.total);
});

test("a template that is not approved cannot be sent", async () => {
  const answer = await xobito.call("POST", "/messages/template", {
    phone_number: phone(),
    template_name: "appointment_reminder",
    template_language: "en_US",
    field_1: "15 January",
  });
  expect(answer).toMatchObject(
    invalid({ template_name: ["The selected template name is invalid."] }),
  );
});

test("a phone number is checked", async () => {
  const note =
    "Format validation only. To verify WhatsApp registration, send a template message and check response.";
  const good = await xobito.call("POST", "/phone/validate", { phone_number: "+919909919284" });
  expect(good.status).toBe(200);
  expect(JSON.stringify(good.body)).toBe(
    `{"status":"success","message":"Phone number format is valid","data":{"phone":"+919909919284","phone_digits":"919909919284","format_valid":true,"country_code":"91","country":"India","national_number":"9909919284","e164":"+919909919284","reason":null,"note":"${note}"}}`,
  );
  const bad = await xobito.call("POST", "/phone/validate", { phone_number: "+00000" });
  expect(bad.status).toBe(200);
  expect(JSON.stringify(bad.body)).toBe(
    `{"status":"success","message":"Phone number format is invalid","data":{"phone":"+00000","phone_digits":"00000","format_valid":false,"country_code":null,"country":null,"national_number":null,"e164":null,"reason":"Number is too short to be valid","note":"${note}"}}`,
  );
  expect(await xobito.call("POST", "/phone/validate", {})).toMatchObject(
    invalid({ phone_number: ["The phone number field is required."] }),
  );
});
