// What a careless or hostile client might write into a send. Each is refused in the API's own words, never
// with a 5xx, and reaches no provider.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  absent,
  bodyOf,
  type Client,
  chunked,
  client,
  expectInvalid,
  expectOurs,
  expectRefusal,
  expectSilence,
  type Fields,
  megabyte,
  nested,
} from "../support/hostile.ts";

let acme: Client;
beforeAll(async () => {
  acme = await client();
});
afterAll(() => expectSilence(acme));

describe("a body that is not a JSON object", () => {
  test.each<[string, BodyInit]>([
    ["nothing", ""],
    ["blanks", " \r\n\t "],
    ["a list", "[]"],
    ["a list of a request", JSON.stringify([{ channel: "call" }])],
    ["a text", '"call"'],
    ["null", "null"],
    ["true", "true"],
    ["a number", "1e999"],
    ["half an object", '{"lead_id":'],
    ["two objects", "{}{}"],
    ["a trailing comma", '{"channel":"call",}'],
    ["a comment", '{"channel":"call"/**/}'],
    ["single quotes", "{'channel':'call'}"],
    ["a raw line break in a text", '{"channel":"ca\nll"}'],
    ["a NUL byte", "\0"],
    ["a NUL byte after the object", '{"channel":"call"}\0'],
    ["a form", "lead_id=1&channel=call"],
    ["a multipart form", new FormData()],
    ["XML", "<message><channel>call</channel></message>"],
    ["NaN", "NaN"],
    ["a megabyte of text", "x".repeat(megabyte)],
    ["lists nested 30,000 deep", nested(30_000)],
    ["lists nested 30,000 deep and never closed", "[".repeat(30_000)],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
    ["random bytes", crypto.getRandomValues(new Uint8Array(1_000))],
  ])("is refused: %s", async (_, body) => {
    expectRefusal(await acme.post(body), 400, "body_invalid");
  });

  test("is refused where there is no body at all", async () => {
    expectRefusal(await acme.ask("POST", "/api/public/messages"), 400, "body_invalid");
  });

  test("is refused when it is compressed", async () => {
    const packed = new Blob([JSON.stringify(acme.valid())])
      .stream()
      .pipeThrough(new CompressionStream("gzip"));
    const body = await new Response(packed).arrayBuffer();
    const answer = await acme.post(body, { "content-encoding": "gzip" });
    expectRefusal(answer, 400, "body_invalid");
  });

  test("is refused when it is not UTF-8, for the person would read something else", async () => {
    const text = JSON.stringify(acme.valid({ begin_message: "Se?or" }));
    const latin1 = Uint8Array.from(text, (char) => (char === "?" ? 0xf1 : char.charCodeAt(0)));
    expectRefusal(await acme.post(latin1), 400, "body_invalid");
  });

  test.each<[string, (text: string) => BodyInit]>([
    ["in one piece", (text) => text],
    ["in chunks", (text) => chunked(text, 65_536)],
  ])("is refused for its size before it is read, %s", async (_, framed) => {
    const body = framed("x".repeat(2 * megabyte));
    expectRefusal(await acme.post(body), 413, "body_too_large");
  });
});

test.each(["lead_id", "workflow_id", "channel"])("asks for a missing %s", async (name) => {
  for (const value of [undefined, null, ""]) {
    const answer = await acme.send({ [name]: value });
    expectRefusal(answer, 400, "fields_missing");
    expect(answer.body.error).toBe("lead_id, workflow_id, and channel are required");
  }
});

describe("a value of the wrong type", () => {
  const values = {
    "a number": 7,
    zero: 0,
    true: true,
    false: false,
    "an object": {},
    "a list": [7],
  };
  const texts = ["lead_id", "workflow_id", "content", "html", "subject", "template_id"];
  const all = [...texts, "begin_message", "scheduled_at", "channel", "components", "metadata"];
  const cases = all.flatMap((field) =>
    Object.entries(values)
      .filter(([kind]) => field !== "metadata" || kind !== "an object")
      .map(([kind, value]) => [field, kind, value] as const),
  );
  test.each(cases)("is refused: %s is %s", async (field, _, value) => {
    const answer = await acme.send({ [field]: value });
    if (field === "channel") return expectRefusal(answer, 400, "channel_invalid");
    // Of a list of components, the first that is none is named.
    const named = field === "components" && Array.isArray(value) ? "components.0" : field;
    expectInvalid(answer, named);
  });

  test.each([
    ["infinite", "1e999"],
    ["infinite below zero", "-1e999"],
    ["larger than any", "9".repeat(400)],
    ["100,000 digits long", "1".repeat(100_000)],
  ])("is refused when it is a number %s", async (_, number) => {
    expectInvalid(await acme.post(acme.withMembers(`"content":${number}`)), "content");
  });
});

describe("an id that cannot be one", () => {
  const ids = [
    "x",
    " ",
    "..",
    "../../etc/passwd",
    "%00",
    "\0",
    "\ud800",
    "__proto__",
    "null",
    `{${absent}}`,
    `${absent}\n`,
    ` ${absent}`,
    absent.replaceAll("-", ""),
    absent.replace("3", "g"),
    absent.replace("3", "３"),
    "' OR 1=1 --",
    "x".repeat(1_000_000),
  ];
  test.each(["lead_id", "workflow_id"])("is refused as %s", async (field) => {
    for (const id of ids) expectInvalid(await acme.send({ [field]: id }), field);
  });

  test("is a template that nobody has", async () => {
    for (const template_id of ids.filter((id) => id.trim() !== "")) {
      const answer = await acme.send({ channel: "whatsapp", template_id });
      expectRefusal(answer, 400, "template_not_found");
    }
  });
});

test.each(["fax", "WhatsApp", "EMAIL", " call", "call\0", "__proto__", "constructor", "\ud800"])(
  "knows no channel %j",
  async (channel) => {
    const answer = await acme.send({ channel });
    expectRefusal(answer, 400, "channel_invalid");
    expect(answer.body.error).toBe("channel must be 'whatsapp', 'email', or 'call'");
  },
);

describe("text that cannot be delivered as it was given", () => {
  test.each<[string, Fields]>([
    ["content", { channel: "whatsapp" }],
    ["content", { channel: "email" }],
    ["html", { channel: "email" }],
    ["subject", { channel: "email", content: "x" }],
    ["begin_message", { channel: "call" }],
  ])("is refused in %s of %j", async (field, fields) => {
    const long = "x".repeat(300_000);
    for (const text of ["a\0b", "a\u0007b", "a\u001bb", "\ud800", "a\udc00b", long]) {
      expectInvalid(await acme.send({ ...fields, [field]: text }), field);
    }
  });

  test.each([
    ["a carriage return and line feed", "Hi\r\nBcc: eve@example.com"],
    ["a line feed", "Hi\nBcc: eve@example.com"],
    ["a carriage return", "Hi\r"],
    ["999 characters", "x".repeat(999)],
  ])("is refused in a subject: %s", async (_, subject) => {
    expectInvalid(await acme.send({ channel: "email", content: "x", subject }), "subject");
  });

  test.each(["", " ", "\n\t ", "\u00a0", "\ufeff"])("counts as none: %j", async (blank) => {
    for (const channel of ["whatsapp", "email"]) {
      const answer = await acme.send({ channel, content: blank, html: blank, template_id: blank });
      expectRefusal(answer, 400, "content_missing");
    }
  });
});

describe("components that are no template's", () => {
  test.each<[string, unknown, string]>([
    ["a list of null", [null], "components.0"],
    ["a list of text", ["body"], "components.0"],
    ["one without type", [{}], "components.0.type"],
    ["parameters that are no list", [{ type: "body", parameters: {} }], "components.0.parameters"],
    ["a parameter that is null", bodyOf(null as never), "components.0.parameters.0"],
    ["a parameter without type", bodyOf({ text: "x" }), "components.0.parameters.0.type"],
    ["a negative index", [{ type: "button", index: -1 }], "components.0.index"],
    ["a fractional index", [{ type: "button", index: 0.5 }], "components.0.index"],
    ["21 of them", Array.from({ length: 21 }, () => ({ type: "body" })), "components"],
    ["30,000 characters", bodyOf({ type: "text", text: "x".repeat(30_000) }), "components"],
    ["lists 25 deep", [{ type: "body", deep: JSON.parse(nested(25)) }], "components"],
  ])("are refused: %s", async (_, components, field) => {
    expectInvalid(await acme.send({ ...acme.template, components }), field);
  });

  const nombre = (text: unknown) => bodyOf({ type: "text", parameter_name: "nombre", text });
  test.each<[string, unknown, string]>([
    ["nothing", [], "nombre"],
    ["another part", [{ type: "button", index: "0", parameters: [{ type: "text" }] }], "nombre"],
    [
      "another type",
      [...nombre("x"), { type: "__proto__", parameters: [{ type: "text" }] }],
      "__proto__",
    ],
    [
      "a name of Object",
      bodyOf({ type: "text", parameter_name: "constructor", text: "x" }),
      "constructor",
    ],
    [
      "a name that is no text",
      bodyOf({ type: "text", parameter_name: { toString: null }, text: "x" }),
      "toString",
    ],
    ["no text", nombre(undefined), "nombre"],
    ["an empty text", nombre(""), "nombre"],
    ["a number for a text", nombre(7), "nombre"],
    ["a NUL byte", nombre("a\0b"), "nombre"],
    ["half a character", nombre("\ud800"), "nombre"],
  ])("are refused with an example of what would do: %s", async (_, components, named) => {
    const answer = await acme.send({ ...acme.template, components });
    expectRefusal(answer, 400, "template_parameters_invalid");
    expect(answer.body.error).toContain(named);
    expect(answer.body.example).toMatchObject([{ type: "body", parameters: [{}, {}, {}] }]);
  });

  test("are refused when they nest 30,000 deep", async () => {
    const { components: _, ...template } = acme.template;
    const deep = `"components":[{"type":"body","deep":${nested(30_000)}}]`;
    expectInvalid(await acme.post(acme.withMembers(deep, template)), "components");
  });

  test("take nothing from the names of Object", async () => {
    const { components: _, ...template } = acme.template;
    const own = '"type":"text","parameter_name":"nombre"';
    const inherited = '"__proto__":{"type":"text","parameter_name":"nombre","text":"John"}';
    const others =
      '{"type":"text","parameter_name":"agente","text":"x"},{"type":"text","parameter_name":"empresa","text":"x"}';
    const body = `"components":[{"type":"body","parameters":[{${own},${inherited}},${others}]}]`;
    const answer = await acme.post(acme.withMembers(body, template));
    expectRefusal(answer, 400, "template_parameters_invalid");
    expect(answer.body.error).toContain("nombre");
  });
});

test.each([
  ["nests lists 30,000 deep", `{"deep":${nested(30_000)}}`],
  ["nests objects 30,000 deep", `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`],
  ["is long", JSON.stringify({ long: "x".repeat(20_000) })],
  ["has 5,000 names", JSON.stringify({ ...Array.from({ length: 5_000 }, (_, i) => i) })],
])("refuses metadata that %s", async (_, metadata) => {
  expectInvalid(await acme.post(acme.withMembers(`"metadata":${metadata}`)), "metadata");
});

describe("a scheduled_at", () => {
  test.each([
    "",
    " ",
    "now",
    "2026",
    "2026-04-05",
    "2026-04-05 14:30:00Z",
    "2026-04-05T14:30:00",
    "2026-04-05T25:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-04-05T14:30:00+99:99",
    "+275760-09-13T00:00:00.001Z",
    "1775399400",
    "2026-04-05T14:30:00Z\0",
    "2026-04-05T14:30:00Z; DROP TABLE messages",
  ])("is refused when it is no time: %j", async (scheduled_at) => {
    expectInvalid(await acme.send({ scheduled_at }), "scheduled_at");
  });

  test.each(["0000-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
    "is refused when it is too far away: %s",
    async (scheduled_at) => {
      expectRefusal(await acme.send({ scheduled_at }), 400, "schedule_invalid");
    },
  );

  test("may have any offset and fraction of a second", async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const india = new Date(Date.parse(at) + 5.5 * 3_600_000).toISOString();
    const answer = await acme.send({ scheduled_at: india.replace("Z", "999+05:30") });
    expectOurs(answer);
    expect(answer).toMatchObject({ status: 202, body: { status: "scheduled", scheduled_at: at } });
  });
});
