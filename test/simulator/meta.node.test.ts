import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { templateSchema } from "../../src/simulator/meta/template.ts";
import { upload } from "./upload.ts";
import { person, phoneNumberId, templateMessage, textMessage, world } from "./world.ts";

const examples = globSync("test/fixtures/whatsapp/*send-request__*.json").sort();

/** The files that Meta's examples send by an id. */
const uploadTypes: Record<string, string> = { audio: "audio/ogg", sticker: "image/webp" };

/** Meta's examples have placeholders where a caller's own values belong. */
function fillPlaceholders(text: string): unknown {
  return JSON.parse(
    text
      .replaceAll("{{Recipient-Phone-Number}}", person)
      .replace(/<?http\(s\):\/\/([\w-]+)>?/g, "https://example.com/$1")
      .replaceAll("language-and-locale-code", "en_US")
      .replaceAll("template-name", "media_template"),
  );
}

const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as {
    error: { code: number; error_subcode?: number; error_data?: { details: string } };
  };
  return error;
};

const text = (value: string, name?: string) => ({
  type: "text",
  text: value,
  ...(name ? { parameter_name: name } : {}),
});
const bodyWith = (...parameters: unknown[]) => ({ type: "body", parameters });
const image = {
  type: "header",
  parameters: [{ type: "image", image: { link: "https://example.com/x.png" } }],
};
const urlButton = {
  type: "button",
  sub_type: "url",
  index: "0",
  parameters: [{ type: "text", text: "A-1" }],
};

describe("sending", () => {
  test.each(examples)("accepts %s", async (file) => {
    const { simulator, meta, write, view } = world();
    await write();
    const button = { type: "QUICK_REPLY", text: "Stop" };
    const link = { type: "URL", text: "Look", url: "https://example.com/{{1}}" };
    for (const template of [
      {
        name: "media_template",
        language: "en_US",
        components: [
          { type: "HEADER", format: "IMAGE" },
          { type: "BODY", text: "{{1}} {{2}} {{3}}" },
        ],
      },
      {
        name: "seguimiento_lead",
        language: "es",
        parameter_format: "NAMED",
        components: [
          { type: "HEADER", format: "IMAGE" },
          { type: "BODY", text: "{{nombre}} {{agente}}" },
          { type: "BUTTONS", buttons: [link, button] },
        ],
      },
    ]) {
      simulator.addTemplate(templateSchema.parse(template));
    }
    const type = /"type": "(\w+)"/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    const { id = "" } = await upload(simulator, uploadTypes[type] ?? "image/png");
    const example = readFileSync(file, "utf8").replace(/<\w+_OBJECT_ID>/, id);
    const request = fillPlaceholders(example);
    const response = await meta(request);
    expect(await response.json()).not.toHaveProperty("error");
    expect(response.status).toBe(200);
    const received = view().phone.filter(({ direction }) => direction === "received");
    const isReceipt = file.includes("read-receipt");
    expect(received.map((entry) => entry["request"])).toEqual(isReceipt ? [] : [request]);
  });

  test("answers in the shape of Meta's example", async () => {
    const { meta, write, view } = world();
    await write();
    const response = await meta(textMessage());
    const answer = (await response.json()) as { messages: { id: string }[] };
    const id = answer.messages[0]?.id ?? "";
    expect(answer).toEqual({
      messaging_product: "whatsapp",
      contacts: [{ input: "+12025550123", wa_id: "12025550123" }],
      messages: [{ id }],
    });
    expect(id).toMatch(/^wamid\.[A-Za-z0-9+/]{40,}=*$/);
    expect(response.headers.get("x-fb-trace-id")).toBeTruthy();
    expect(view().phone.at(-1)).toMatchObject({
      id,
      at: "2026-04-05T14:30:00Z",
      direction: "received",
      phone_number_id: phoneNumberId,
      contact: person,
      type: "text",
      text: "Hi",
    });
  });

  test("reads over spaces, dashes and parentheses in a number", async () => {
    const { meta, write } = world();
    await write();
    const response = await meta(textMessage("Hi", "+1 (202) 555-0123"));
    expect(await response.json()).toMatchObject({
      contacts: [{ input: "+1 (202) 555-0123", wa_id: "12025550123" }],
    });
  });

  const malformed: [string, unknown, number, string][] = [
    ["no messaging_product", { to: person, text: { body: "x" } }, 100, "messaging_product"],
    ["no to", { messaging_product: "whatsapp", text: { body: "x" } }, 100, "to is required"],
    ["no content", { messaging_product: "whatsapp", to: person }, 131008, "text is required"],
    ["an empty body", textMessage(""), 131009, 'text["body"]'],
    ["a body of 4097 characters", textMessage("x".repeat(4097)), 100, 'text["body"]'],
    ["a number as body", { ...textMessage(), text: { body: 1 } }, 131009, 'text["body"]'],
    ["a word as number", textMessage("Hi", "someone"), 131009, "not a phone number"],
    ["a short number", textMessage("Hi", "+1555"), 131009, "not a phone number"],
    ["an unknown key", { ...textMessage(), tag: "x" }, 100, "tag"],
    ["an unknown type", { ...textMessage(), type: "fax" }, 131009, "type"],
    ["content of another type", { ...textMessage(), type: "image" }, 131008, "image"],
    [
      "long callback data",
      { ...textMessage(), biz_opaque_callback_data: "x".repeat(513) },
      100,
      "biz_opaque_callback_data",
    ],
    [
      "an image without source",
      { messaging_product: "whatsapp", to: person, type: "image", image: {} },
      131009,
      "id or link",
    ],
    [
      "a caption on audio",
      {
        messaging_product: "whatsapp",
        to: person,
        type: "audio",
        audio: { id: "1", caption: "x" },
      },
      100,
      "caption",
    ],
    [
      "an upper-case component",
      templateMessage("hello_world", "en_US", [{ type: "BODY" }]),
      131009,
      "type",
    ],
    ["an array", [], 100, "JSON object"],
    ["broken JSON", "{", 100, "JSON object"],
  ];
  test.each(malformed)("refuses %s", async (_name, body, code, details) => {
    const { meta, write, view } = world();
    await write();
    const response = await meta(body);
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code, type: "OAuthException" });
    expect(error.error_data?.details).toContain(details);
    expect(view().phone).toHaveLength(1);
  });

  test("finds no parameters in a body that is not declared as JSON", async () => {
    const { meta } = world();
    const response = await meta(textMessage(), { headers: { "content-type": "text/plain" } });
    expect(await errorOf(response)).toMatchObject({ code: 100 });
  });

  test.each([
    [null, undefined],
    ["re_x", undefined],
    ["EAAexpired", 463],
  ])("refuses the token %s", async (token, subcode) => {
    const response = await world().meta(textMessage(), { token });
    expect(response.status).toBe(401);
    const error = await errorOf(response);
    expect([error.code, error.error_subcode]).toEqual([190, subcode]);
  });

  test.each([
    ["+12025080007", 80007, 429],
    ["+12025130429", 130429, 429],
    ["+12025131000", 131000, 500],
    ["+12025131016", 131016, 503],
    ["+12025131026", 131026, 400],
    ["+12025131047", 131047, 400],
    ["+12025131048", 131048, 429],
    ["+12025131049", 131049, 400],
    ["+12025131056", 131056, 429],
  ])("answers a text to %s with %i", async (to, code, status) => {
    const { meta, write, view } = world();
    await write("Hello", to);
    const response = await meta(textMessage("Hi", to));
    expect(response.status).toBe(status);
    expect(await errorOf(response)).toMatchObject({ code });
    expect(response.headers.has("x-business-use-case-usage")).toBe(
      code === 130429 || code === 80007,
    );
    expect(view().phone).toHaveLength(1);
  });

  test("refuses paths that Meta does not have", async () => {
    const { getMeta } = world();
    expect(await errorOf(await getMeta("/1/unknown_edge"))).toMatchObject({ code: 2500 });
    expect(await errorOf(await getMeta("/1/messages"))).toMatchObject({ code: 2500 });
    expect(await errorOf(await getMeta("/1/a/b"))).toMatchObject({ code: 2500 });
  });
});

describe("the window", () => {
  test("refuses free-form content to a person who never wrote", async () => {
    const response = await world().meta(textMessage());
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 131047 });
  });

  test("closes 24 hours after the person last wrote, and not before", async () => {
    const { meta, write, time } = world();
    await write();
    time.now += 24 * 3_600_000 - 1;
    expect((await meta(textMessage())).status).toBe(200);
    time.now += 1;
    expect((await meta(textMessage())).status).toBe(400);
    await write();
    expect((await meta(textMessage())).status).toBe(200);
  });

  test("is dated by when the person wrote, whatever arrives later", async () => {
    const { meta, write, reply, time } = world();
    const yesterday = new Date(time.now - 24 * 3_600_000).toISOString();
    await reply({ from: person, text: "Hello", at: yesterday });
    expect((await meta(textMessage())).status).toBe(400);
    await write();
    await reply({ from: person, text: "Hello", at: yesterday });
    expect((await meta(textMessage())).status).toBe(200);
  });

  test("belongs to one number and one person", async () => {
    const { meta, write, reply } = world();
    await write("Hello", "+12025550199");
    await reply({ phone_number_id: "1", from: person, text: "Hello" });
    expect((await meta(textMessage())).status).toBe(400);
  });

  test("does not matter to a template", async () => {
    const { meta } = world();
    const response = await meta(templateMessage("hello_world", "en_US"));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ messages: [{ message_status: "accepted" }] });
    const magic = await meta({ ...templateMessage("hello_world", "en_US"), to: "+12025131047" });
    expect(magic.status).toBe(200);
  });
});

describe("templates", () => {
  test("shows the person a named template filled in", async () => {
    const { meta, view } = world();
    const parameters = [
      text("Acme $& Corp", "empresa"),
      text("John", "nombre"),
      text("Sofia", "agente"),
    ];
    const components = [bodyWith(...parameters)];
    expect((await meta(templateMessage("seguimiento_lead", "es", components))).status).toBe(200);
    expect(view().phone.at(-1)?.["template"]).toEqual({
      name: "seguimiento_lead",
      language: "es",
      rendered: "Hola John, soy Sofia de Acme $& Corp. ¿Te viene bien hablar esta semana?",
    });
  });

  test("shows the person a positional template with image and button", async () => {
    const { meta, view } = world();
    const components = [image, bodyWith(text("Jane"), text("A-1")), urlButton];
    expect((await meta(templateMessage("order_update", "en_US", components))).status).toBe(200);
    expect(view().phone.at(-1)).toMatchObject({
      template: {
        rendered: [
          "[image] https://example.com/x.png",
          "Hi Jane, your order A-1 is on its way.",
          "[Track order] https://example.com/orders/A-1",
          "[Talk to us]",
        ].join("\n"),
      },
    });
  });

  const two = bodyWith(text("Jane"), text("A-1"));
  const refused: [string, [string, string, unknown[]?], number, number][] = [
    ["an unknown template", ["nope", "en_US"], 132001, 404],
    ["another language", ["hello_world", "es"], 132001, 404],
    ["a template in review", ["appointment_reminder", "en_US", [bodyWith(text("x"))]], 132001, 404],
    ["a paused template", ["spring_sale", "en_US"], 132015, 400],
    ["missing body parameters", ["order_update", "en_US", [image, urlButton]], 132000, 400],
    ["an extra parameter", ["hello_world", "en_US", [bodyWith(text("x"))]], 132000, 400],
    [
      "unnamed parameters of a named template",
      ["seguimiento_lead", "es", [bodyWith(text("a"), text("b"), text("c"))]],
      132000,
      400,
    ],
    [
      "named parameters of a positional template",
      ["order_update", "en_US", [image, bodyWith(text("a", "x"), text("b")), urlButton]],
      132012,
      400,
    ],
    ["a missing header image", ["order_update", "en_US", [two, urlButton]], 132012, 400],
    [
      "a header of another kind",
      ["order_update", "en_US", [{ type: "header", parameters: [text("x")] }, two, urlButton]],
      132012,
      400,
    ],
    ["a missing button parameter", ["order_update", "en_US", [image, two]], 131008, 400],
    [
      "a parameter of another button kind",
      ["order_update", "en_US", [image, two, urlButton, { ...urlButton, index: "1" }]],
      132012,
      400,
    ],
    [
      "a button that the template lacks",
      ["order_update", "en_US", [image, two, urlButton, { ...urlButton, index: "2" }]],
      132012,
      400,
    ],
    ["a component given twice", ["order_update", "en_US", [image, image, two]], 132012, 400],
    [
      "an empty parameter",
      ["order_update", "en_US", [image, bodyWith(text(""), text("x")), urlButton]],
      131008,
      400,
    ],
    [
      "a line break in a parameter",
      ["order_update", "en_US", [image, bodyWith(text("a\nb"), text("x")), urlButton]],
      132018,
      400,
    ],
    [
      "a body that grows too long",
      ["order_update", "en_US", [image, bodyWith(text("x".repeat(1024)), text("x")), urlButton]],
      132005,
      400,
    ],
  ];
  test.each(refused)("refuses %s", async (_name, [name, language, components], code, status) => {
    const { meta, view } = world();
    const response = await meta(templateMessage(name, language, components));
    expect(await errorOf(response)).toMatchObject({ code });
    expect(response.status).toBe(status);
    expect(view().phone).toEqual([]);
  });

  test("lists templates a page at a time, to an end without next", async () => {
    const { getMeta, view } = world();
    const names: string[] = [];
    let url: string | undefined = "/1/message_templates?limit=2";
    while (url) {
      const answer = (await (await getMeta(url)).json()) as {
        data: { name: string }[];
        paging: { cursors: { after: string }; next?: string };
      };
      names.push(...answer.data.map(({ name }) => name));
      expect(answer.paging.cursors.after).toBeTruthy();
      url = answer.paging.next?.replace("https://graph.facebook.com/v25.0", "");
    }
    expect(names).toEqual(view().templates.map(({ name }) => name));
    expect(names).toHaveLength(5);
  });

  test("filters templates by one value or several", async () => {
    const { getMeta } = world();
    const list = async (query: string) => {
      const response = await getMeta(`/1/message_templates?${query}`);
      const { data } = (await response.json()) as { data: { name: string }[] };
      return data.map(({ name }) => name);
    };
    expect(await list("status=PAUSED")).toEqual(["spring_sale"]);
    expect(await list('status=["PAUSED","PENDING"]')).toHaveLength(2);
    expect(await list("name=nope")).toEqual([]);
  });

  test("refuses cursors and limits that it did not give", async () => {
    const { getMeta } = world();
    for (const query of ["after=nope", "limit=0", "limit=x"]) {
      const response = await getMeta(`/1/message_templates?${query}`);
      expect(await errorOf(response)).toMatchObject({ code: 100 });
    }
  });
});

describe("a phone number", () => {
  test("shows the fields that were asked for", async () => {
    const response = await world().getMeta("/106540352242922?fields=verified_name,quality_rating");
    expect(await response.json()).toEqual({
      id: "106540352242922",
      verified_name: "Simulated Business",
      quality_rating: "GREEN",
    });
  });

  test("refuses fields that it does not have", async () => {
    const response = await world().getMeta("/106540352242922?fields=shoe_size");
    expect(await errorOf(response)).toMatchObject({ code: 100 });
  });
});

describe("a reply", () => {
  test("becomes the webhook that Meta sends, in ASCII", async () => {
    const { write, view, deliveries } = world();
    const { id } = (await write("Grüße 😀 </b>")) ?? {};
    const webhook = deliveries[0]?.body ?? "";
    expect(webhook).toMatch(/^[\x20-\x7e]*$/);
    expect(webhook).toContain("Gr\\u00fc\\u00dfe \\ud83d\\ude00 <\\/b>");
    const example = JSON.parse(
      readFileSync("test/fixtures/whatsapp/meta-webhook__text-message.json", "utf8"),
    );
    const change = example.entry[0].changes[0];
    example.entry[0].id = "700000000000000";
    change.value.metadata = {
      display_phone_number: "15552242922",
      phone_number_id: phoneNumberId,
    };
    change.value.contacts = [{ profile: { name: "John" }, wa_id: "12025550123" }];
    change.value.messages = [
      {
        from: "12025550123",
        id,
        timestamp: "1775399400",
        type: "text",
        text: { body: "Grüße 😀 </b>" },
      },
    ];
    expect(JSON.parse(webhook)).toEqual(example);
    expect(view().phone).toMatchObject([
      { id, direction: "written", contact: person, text: "Grüße 😀 </b>" },
    ]);
  });

  test("never comes from the future", async () => {
    const { reply, time, view } = world();
    await reply({ from: person, text: "Hi", at: new Date(time.now + 3_600_000).toISOString() });
    expect(view().phone[0]?.["at"]).toBe("2026-04-05T14:30:00Z");
  });
});
