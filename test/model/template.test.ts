import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TemplateComponent } from "../../src/model/content.ts";
import { checkTemplate, type Template, templateVariables } from "../../src/model/template.ts";
import named from "../fixtures/whatsapp/derived__send-request-template-named.json";
import media from "../fixtures/whatsapp/meta-send-request__send-message-template-media.json";
import listed from "../fixtures/whatsapp/meta-templates-200__example-response.json";

const template = (
  components: Template["components"],
  parameterFormat: Template["parameterFormat"] = "POSITIONAL",
) => ({ name: "order_update", language: "en_US", components, parameterFormat });

type Parameter = NonNullable<TemplateComponent["parameters"]>[number];

const text = (value: string, parameter_name?: string) => ({
  type: "text",
  text: value,
  ...(parameter_name === undefined ? {} : { parameter_name }),
});
const body = (...parameters: Parameter[]): TemplateComponent => ({
  type: "BODY",
  parameters,
});

const positional = template([
  {
    type: "BODY",
    text: "Hi {{1}}, your order {{2}} is on its way.",
    example: { body_text: [["John", "A-1"]] },
  },
]);
const followUp = template(
  [
    {
      type: "BODY",
      text: "Hola {{nombre}}, soy {{agente}} de {{empresa}}.",
      example: {
        body_text_named_params: [
          { param_name: "nombre", example: "John" },
          { param_name: "agente", example: "Sofia" },
        ],
      },
    },
  ],
  "NAMED",
);

const accepted = (...args: Parameters<typeof checkTemplate>) => {
  const result = checkTemplate(...args);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const problem = (...args: Parameters<typeof checkTemplate>) => {
  const result = checkTemplate(...args);
  if (result.ok) throw new Error(`accepted: ${JSON.stringify(result.value)}`);
  return result.error;
};

describe("a positional body", () => {
  test("takes parameters in their order and leaves in Meta's format", () => {
    expect(accepted(positional, [body(text("John"), text("A-1"))])).toEqual([
      { type: "body", parameters: [text("John"), text("A-1")] },
    ]);
  });

  test("refuses a missing component and shows a filled one", () => {
    expect(problem(positional, [])).toEqual({
      message: "Template order_update (en_US): the body needs {{1}}, {{2}}. See example.",
      field: "components (body)",
      example: [{ type: "body", parameters: [text("John"), text("A-1")] }],
    });
  });

  test("names the first parameter that is missing", () => {
    const { message, field } = problem(positional, [body(text("John"))]);
    expect(message).toContain("the body needs {{2}}");
    expect(field).toBe("components[0].parameters");
  });

  test("names a parameter too many", () => {
    const { message, field } = problem(positional, [body(text("a"), text("b"), text("c"))]);
    expect(message).toContain("the body takes 2 parameters, not 3");
    expect(field).toBe("components[0].parameters[2]");
  });

  test("says to leave names out that it does not have", () => {
    const given = [body(text("John", "nombre"), text("A-1", "pedido"))];
    const { message, field } = problem(positional, given);
    expect(message).toContain("leave out parameter_name and give {{1}}, {{2}} in this order");
    expect(field).toBe("components[0].parameters[0]");
  });

  test("takes places as names, as the list of templates shows them", () => {
    expect(accepted(positional, [body(text("A-1", "2"), text("John", "1"))])).toEqual([
      { type: "body", parameters: [text("John"), text("A-1")] },
    ]);
  });

  test("takes currencies and dates", () => {
    const { template: sent } = media;
    const withHeader = template([
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "{{1}} {{2}} {{3}}" },
    ]);
    expect(accepted(withHeader, sent.components)).toEqual(sent.components);
    const { message } = problem(positional, [body(text("a"), { type: "currency" })]);
    expect(message).toContain('{{2}} in the body needs an object "currency"');
  });
});

describe("a positional body with names of ours", () => {
  const aliased = template([
    { type: "BODY", text: "Hola {{1}}, soy {{2}}.", variable_names: ["nombre", "agente"] },
  ]);

  test("takes the names, in any order, and does not tell them to Meta", () => {
    const given = [body(text("Sofia", "agente"), text("John", "nombre"))];
    expect(accepted(aliased, given)).toEqual([
      { type: "body", parameters: [text("John"), text("Sofia")] },
    ]);
  });

  test("takes parameters by place as well", () => {
    expect(accepted(aliased, [body(text("John"), text("Sofia"))])).toEqual([
      { type: "body", parameters: [text("John"), text("Sofia")] },
    ]);
  });

  test("refuses a mixture", () => {
    const { message, field } = problem(aliased, [body(text("John", "nombre"), text("Sofia"))]);
    expect(message).toContain("has a parameter without a parameter_name");
    expect(field).toBe("components[0].parameters[1]");
  });

  test("ignores names that do not fit the text", () => {
    for (const variable_names of [["one"], ["a", "a"], ["a", "b c"], ["a", 5], "ab", null]) {
      const odd = template([{ type: "BODY", text: "{{1}} {{2}}", variable_names }]);
      expect(templateVariables(odd).map(({ name }) => name)).toEqual(["1", "2"]);
    }
  });
});

describe("a named body", () => {
  const names = ["nombre", "agente", "empresa"] as const;
  const given = names.map((name) => text(`${name}!`, name));

  test("takes names in any order and gives them in the template's", () => {
    expect(accepted(followUp, [body(...given.toReversed())])).toEqual([
      { type: "body", parameters: given },
    ]);
  });

  test("names what is missing and shows the whole of it", () => {
    const { message, field, example } = problem(followUp, [body(...given.slice(0, 2))]);
    expect(message).toContain('the body needs "empresa"');
    expect(field).toBe("components[0].parameters");
    expect(example).toEqual([
      {
        type: "body",
        parameters: [text("John", "nombre"), text("Sofia", "agente"), text("<empresa>", "empresa")],
      },
    ]);
  });

  test("names what it does not have", () => {
    const { message, field } = problem(followUp, [
      body(...given.slice(0, 2), text("x", "compania")),
    ]);
    expect(message).toContain(
      'the body has no variable "compania": write one of "nombre", "agente", "empresa"',
    );
    expect(field).toBe("components[0].parameters[2]");
  });

  test("names what is given twice", () => {
    const twice = [body(text("a", "nombre"), text("b", "nombre"), text("c", "agente"))];
    expect(problem(followUp, twice)).toMatchObject({
      message: expect.stringContaining('is given "nombre" twice'),
      field: "components[0].parameters[1]",
    });
  });

  test("says which names to add when there are none", () => {
    const { message } = problem(followUp, [body(text("a"), text("b"), text("c"))]);
    expect(message).toContain(
      'add "parameter_name": "nombre", "parameter_name": "agente", "parameter_name": "empresa"',
    );
  });
});

describe("texts", () => {
  test.each([
    ["an empty text", "", "must not be empty"],
    ["blanks", "  ", "must not be empty"],
    ["a line break", "a\nb", "must not contain line breaks"],
    ["a tab", "a\tb", "must not contain line breaks"],
    ["five spaces", "a     b", "more than 4 spaces"],
  ])("refuses %s in the body", (_what, value, words) => {
    const { message, field } = problem(positional, [body(text("John"), text(value))]);
    expect(message).toContain("{{2}} in the body");
    expect(message).toContain(words);
    expect(field).toBe("components[0].parameters[1]");
  });

  test("takes four spaces", () => {
    expect(checkTemplate(positional, [body(text("a    b"), text("c"))]).ok).toBe(true);
  });

  test("refuses another type and a text that is none", () => {
    const image = { type: "image", image: { link: "https://example.com/a.jpg" } };
    expect(problem(positional, [body(text("a"), image)]).message).toContain(
      '{{2}} in the body must be of type "text", not "image"',
    );
    expect(problem(positional, [body(text("a"), { type: "text" })]).message).toContain(
      '{{2}} in the body needs a "text"',
    );
  });
});

describe("a header", () => {
  const header = (...parameters: Parameter[]): TemplateComponent[] => [
    { type: "header", parameters },
  ];

  test.each(["image", "video", "document"])("takes one %s by link or id", (type) => {
    const asked = template([{ type: "HEADER", format: type.toUpperCase() }]);
    for (const value of [{ link: "https://example.com/a" }, { id: "123" }]) {
      const given = header({ type, [type]: value });
      expect(accepted(asked, given)).toEqual(given);
    }
    expect(problem(asked, header({ type, [type]: {} })).message).toContain(
      `"${type}" in the header needs a "link" or an "id"`,
    );
    expect(problem(asked, header(text("x"))).message).toContain(
      `must be of type "${type}", not "text"`,
    );
    expect(problem(asked, []).message).toContain(`the header needs "${type}"`);
  });

  test("takes a location", () => {
    const asked = template([{ type: "HEADER", format: "LOCATION" }]);
    const location = { latitude: 37.4, longitude: -122.1, name: "HQ", address: "1 Way" };
    expect(checkTemplate(asked, header({ type: "location", location })).ok).toBe(true);
    const { longitude, ...half } = location;
    expect(problem(asked, header({ type: "location", location: half })).message).toContain(
      `needs a "longitude"`,
    );
    expect(longitude).toBe(-122.1);
  });

  test("takes a text with a variable", () => {
    const asked = template([
      { type: "HEADER", format: "TEXT", text: "Hi {{1}}", example: { header_text: ["Ann"] } },
    ]);
    expect(accepted(asked, header(text("Bob")))).toEqual(header(text("Bob")));
    expect(problem(asked, []).example).toEqual(header(text("Ann")));
  });

  test("takes nothing when it has no variable", () => {
    const asked = template([{ type: "HEADER", format: "TEXT", text: "Hello World" }]);
    expect(accepted(asked, header())).toEqual([]);
    expect(problem(asked, header(text("x")))).toMatchObject({
      message: expect.stringContaining('it takes no parameters for "header"'),
      field: "components[0]",
    });
  });
});

describe("buttons", () => {
  const buttons = template([
    { type: "BODY", text: "Hi" },
    {
      type: "BUTTONS",
      buttons: [
        { type: "PHONE_NUMBER", text: "Call", phone_number: "+1" },
        {
          type: "URL",
          text: "Track",
          url: "https://example.com/t/{{1}}",
          example: ["https://example.com/t/A-1"],
        },
        { type: "QUICK_REPLY", text: "Stop" },
        { type: "COPY_CODE", example: "SAVE10" },
        { type: "URL", text: "Site", url: "https://example.com/" },
        { type: "FLOW", text: "Book" },
        { type: "MPM", text: "View" },
      ],
    },
  ]);
  const button = (index: string, sub_type: string, ...parameters: Parameter[]) => ({
    type: "button",
    sub_type,
    index,
    parameters,
  });
  const track = button("1", "url", text("A-2"));
  const code = button("3", "copy_code", { type: "coupon_code", coupon_code: "SAVE20" });

  test("takes what must be given, and shows it with Meta's examples", () => {
    expect(accepted(buttons, [code, track])).toEqual([track, code]);
    expect(problem(buttons, [])).toEqual({
      message: 'Template order_update (en_US): button 1 ("Track") needs {{1}}. See example.',
      field: "components (button 1)",
      example: [
        button("1", "url", text("A-1")),
        button("3", "copy_code", { type: "coupon_code", coupon_code: "SAVE10" }),
      ],
    });
  });

  test("takes what may be given", () => {
    const stop = button("2", "quick_reply", { type: "payload", payload: "stop" });
    const book = button("5", "flow", { type: "action", action: { flow_token: "t" } });
    const view = button("6", "mpm", { type: "action" });
    expect(accepted(buttons, [view, book, code, stop, track])).toEqual([
      track,
      stop,
      code,
      book,
      view,
    ]);
    expect(accepted(buttons, [track, code, button("2", "quick_reply")])).toEqual([track, code]);
  });

  test("adds a sub_type that was left out and corrects upper case", () => {
    const loud = { type: "BUTTON", sub_type: "URL", index: "1", parameters: track.parameters };
    const { sub_type, ...quiet } = code;
    expect(accepted(buttons, [loud, quiet])).toEqual([track, code]);
    expect(sub_type).toBe("copy_code");
  });

  test.each([
    ["a wrong sub_type", { ...track, sub_type: "quick_reply" }, 'is of sub_type "url"'],
    ["a place without a button", button("9", "url", text("x")), 'no parameters for "button" "9"'],
    ["a button that takes nothing", button("0", "x", text("x")), 'no parameters for "button" "0"'],
    ["no place", { type: "button", parameters: [] }, 'needs the "index"'],
    ["a bad payload", button("2", "quick_reply", text("x")), 'must be of type "payload"'],
  ])("refuses %s", (_what, given, words) => {
    const rest = [track, code].filter(({ index }) => !("index" in given) || index !== given.index);
    expect(problem(buttons, [...rest, given]).message).toContain(words);
  });

  test("takes a one-time password for its button", () => {
    const otp = template([
      { type: "BODY", text: "*{{1}}* is your code." },
      { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE", text: "Copy" }] },
    ]);
    const given = [body(text("123456")), button("0", "url", text("123456"))];
    expect(checkTemplate(otp, given).ok).toBe(true);
    expect(problem(otp, given.slice(0, 1)).message).toContain("button 0");
  });

  test("takes a request with all kinds of parts as it is", () => {
    const asked = template(
      [
        { type: "HEADER", format: "IMAGE" },
        { type: "BODY", text: "{{nombre}} {{agente}}" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "URL", text: "See", url: "https://example.com/{{1}}" },
            { type: "QUICK_REPLY", text: "Stop" },
          ],
        },
      ],
      "NAMED",
    );
    expect(accepted(asked, named.template.components)).toEqual(named.template.components);
  });
});

test("refuses a component that is given twice", () => {
  const once = body(text("a"), text("b"));
  expect(problem(positional, [once, once])).toMatchObject({
    message: expect.stringContaining("the body is given twice"),
    field: "components[1]",
  });
});

test("leaves to Meta what only Meta knows", () => {
  const carousel = { type: "carousel", cards: [{ card_index: 0 }] };
  expect(accepted(template([{ type: "CAROUSEL", cards: [] }]), [carousel])).toEqual([carousel]);
});

test("asks for nothing in Meta's own example of a template without variables", () => {
  const [hello, promo] = listed.data;
  if (!hello || !promo) throw new Error("the fixture has no templates");
  expect(accepted(template(hello.components), [])).toEqual([]);
  expect(accepted(template(hello.components), [body()])).toEqual([]);
  expect(problem(template(promo.components), []).example).toEqual([
    { type: "body", parameters: [text("Mark"), text("FALL25")] },
  ]);
});

describe("templateVariables", () => {
  test("gives the names of a named template", () => {
    expect(templateVariables(followUp)).toEqual([
      { name: "nombre", position: 1, component: "BODY" },
      { name: "agente", position: 2, component: "BODY" },
      { name: "empresa", position: 3, component: "BODY" },
    ]);
  });

  test("gives our names of a positional one, or its places", () => {
    const components = [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "{{1}} {{2}}", variable_names: ["nombre", "hora"] },
      { type: "BUTTONS", buttons: [{}, { type: "URL", url: "https://e.com/{{1}}" }] },
    ];
    expect(templateVariables(template(components))).toEqual([
      { name: "nombre", position: 1, component: "BODY" },
      { name: "hora", position: 2, component: "BODY" },
      { name: "1", position: 1, component: "BUTTON", index: "1" },
    ]);
    expect(templateVariables(positional).map(({ name }) => name)).toEqual(["1", "2"]);
  });

  test("gives nothing for a template without variables", () => {
    expect(templateVariables(template([{ type: "BODY", text: "Hi {{}} { {1} }" }]))).toEqual([]);
  });
});

describe("any template", () => {
  const word = fc.stringMatching(/^[a-z_]{1,8}$/);
  const anyText = fc.oneof(fc.string(), fc.constantFrom("", " ", "a\nb", "a     b", "Ann"));
  const examples = fc.array(anyText, { maxLength: 4 });
  const namedExamples = fc.array(fc.record({ param_name: word, example: anyText }));
  const variables = fc.oneof(
    fc.integer({ min: 0, max: 4 }).map((n) => Array.from({ length: n }, (_, i) => String(i + 1))),
    fc.uniqueArray(word, { maxLength: 4 }),
  );
  const written = variables.map((all) => `Hi ${all.map((one) => `{{${one}}}`).join(", ")}.`);
  const header = fc.record({
    type: fc.constantFrom("HEADER", "header"),
    format: fc.constantFrom("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "GIF"),
    text: written,
    example: fc.record({
      header_text: examples,
      header_text_named_params: namedExamples,
      header_handle: examples,
    }),
  });
  const bodyPart = fc.record({
    type: fc.constant("BODY"),
    text: written,
    variable_names: examples,
    example: fc.record({ body_text: fc.array(examples), body_text_named_params: namedExamples }),
  });
  const button = fc.record({
    type: fc.constantFrom("URL", "COPY_CODE", "QUICK_REPLY", "OTP", "FLOW", "PHONE_NUMBER", "MPM"),
    text: anyText,
    url: fc.constantFrom("https://e.com/", "https://e.com/{{1}}", "https://e.com/{{slug}}"),
    example: fc.oneof(anyText, examples, fc.constant(["https://e.com/a"])),
  });
  const components = fc
    .tuple(
      fc.option(header),
      bodyPart,
      fc.option(fc.record({ type: fc.constant("FOOTER"), text: anyText })),
      fc.option(
        fc.record({ type: fc.constant("BUTTONS"), buttons: fc.array(button, { maxLength: 4 }) }),
      ),
    )
    .map((parts) => parts.filter((part) => part !== null));
  const anyTemplate = fc
    .tuple(components, fc.constantFrom("POSITIONAL" as const, "NAMED" as const))
    .map(([parts, format]) => template(parts, format));
  const parameter = fc.record(
    {
      type: fc.constantFrom("text", "TEXT", "image", "payload", "coupon_code", "currency"),
      text: fc.oneof(anyText, fc.integer()),
      parameter_name: fc.oneof(word, fc.constantFrom("1", "2", "__proto__"), fc.integer()),
      payload: anyText,
      image: fc.oneof(anyText, fc.record({ link: anyText })),
    },
    { requiredKeys: ["type"] },
  );
  const given: fc.Arbitrary<TemplateComponent[]> = fc.array(
    fc.record(
      {
        type: fc.constantFrom("body", "BODY", "header", "button", "footer", "odd"),
        sub_type: fc.constantFrom("url", "URL", "quick_reply"),
        index: fc.constantFrom("0", "1", "9"),
        parameters: fc.array(parameter, { maxLength: 4 }),
      },
      { requiredKeys: ["type"] },
    ),
    { maxLength: 4 },
  );

  test("accepts the example that its problem shows", () => {
    let problems = 0;
    fc.assert(
      fc.property(anyTemplate, given, (asked, sent) => {
        const result = checkTemplate(asked, sent);
        if (result.ok) return;
        problems++;
        const again = checkTemplate(asked, result.error.example);
        expect(again).toMatchObject({ ok: true });
      }),
      { numRuns: 2_000 },
    );
    expect(problems).toBeGreaterThan(100);
  });

  test("accepts unchanged what it has already brought into Meta's format", () => {
    fc.assert(
      fc.property(anyTemplate, given, (asked, sent) => {
        const first = checkTemplate(asked, sent);
        const normal = checkTemplate(asked, first.ok ? first.value : first.error.example);
        if (!normal.ok) throw new Error(normal.error.message);
        expect(checkTemplate(asked, normal.value)).toEqual(normal);
        for (const { type, index } of normal.value) {
          expect(type).toBe(type.toLowerCase());
          if (type === "button") expect(index).toMatch(/^\d$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("never throws, whatever its definition", () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), fc.array(fc.jsonValue()), (odd, json) => {
        for (const parts of [odd, json]) {
          const asked = template(parts as Template["components"]);
          expect(checkTemplate(asked, [])).toHaveProperty("ok");
          expect(templateVariables(asked)).toBeInstanceOf(Array);
        }
      }),
    );
  });
});
