import { describe, expect, test } from "vitest";
import { templateSchema } from "../../../src/dialects/whauto/schema.ts";
import { componentsFor } from "../../../src/dialects/whauto/template-values.ts";
import { checkTemplate, type Template } from "../../../src/model/template.ts";

const template = (components: object[], parameterFormat: "POSITIONAL" | "NAMED" = "POSITIONAL") =>
  ({
    id: "t",
    workspaceId: "w",
    accountId: "a",
    name: "order",
    language: "en",
    status: "APPROVED",
    category: "UTILITY",
    parameterFormat,
    components,
  }) as Template;

const full = template([
  { type: "HEADER", format: "TEXT", text: "Order {{1}}" },
  { type: "BODY", text: "Hi {{1}}, it comes {{2}}" },
  {
    type: "BUTTONS",
    buttons: [
      { type: "QUICK_REPLY", text: "Thanks" },
      { type: "URL", text: "Track", url: "https://example.com/{{1}}" },
    ],
  },
]);
const named = template([{ type: "BODY", text: "Hi {{first_name}}, it comes {{day}}" }], "NAMED");
const pictured = template([
  { type: "HEADER", format: "IMAGE" },
  { type: "BODY", text: "Look" },
]);

const given = (fields: object) =>
  templateSchema.parse({ workspace: { id: "w" }, template: "order", ...fields });

/** What Meta would be sent, or what is wrong. */
const filled = (of: Template, fields: object) => {
  const checked = checkTemplate(of, componentsFor(of, given(fields)));
  return checked.ok ? checked.value : checked.error.message;
};

const sent = [
  { type: "header", parameters: [{ type: "text", text: "17" }] },
  {
    type: "body",
    parameters: [
      { type: "text", text: "Ann" },
      { type: "text", text: "Monday" },
    ],
  },
  { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "x9" }] },
];

describe("fills a template", () => {
  test.each([
    [
      "by its parts",
      {
        headerTextParameters: [17],
        bodyTextParameters: ["Ann", "Monday"],
        buttonUrlParameters: ["x9"],
      },
    ],
    [
      "by its parts, under longer names",
      {
        templateHeaderTextParameters: ["17"],
        templateBodyTextParameters: ["Ann", "Monday"],
        templateButtonUrlParameters: ["x9"],
      },
    ],
    ["in its order", { templateParameters: ["17", "Ann", "Monday", "x9"] }],
    ["in its order, under a shorter name", { templateParams: ["17", "Ann", "Monday", "x9"] }],
  ])("%s", (_, fields) => {
    expect(filled(full, fields)).toEqual(sent);
  });

  test("by its names", () => {
    const parameters = [
      { type: "text", parameter_name: "first_name", text: "Ann" },
      { type: "text", parameter_name: "day", text: "Monday" },
    ];
    const templateParameters = { day: "Monday", first_name: "Ann" };
    expect(filled(named, { templateParameters })).toEqual([{ type: "body", parameters }]);
    expect(filled(named, { bodyTextParameters: ["Ann", "Monday"] })).toEqual([
      { type: "body", parameters },
    ]);
  });

  test("with the file of its header", () => {
    const link = "https://example.com/a.png";
    const parameters = [{ type: "image", image: { link } }];
    expect(filled(pictured, { headerMediaUrl: link })).toEqual([{ type: "header", parameters }]);
    expect(filled(pictured, { templateHeaderMediaUrl: link })).toEqual([
      { type: "header", parameters },
    ]);
  });
});

describe("drops nothing that was given", () => {
  test.each([
    ["a value too many", full, { templateParameters: ["17", "Ann", "Monday", "x9", "?"] }],
    ["a value of the body too many", full, { bodyTextParameters: ["Ann", "Monday", "?"] }],
    ["a value too few", full, { bodyTextParameters: ["Ann"] }],
    [
      "a name that it does not have",
      named,
      { templateParameters: { day: "a", first_name: "b", x: "c" } },
    ],
    [
      "a header that it does not have",
      named,
      { headerTextParameters: ["x"], bodyTextParameters: ["a", "b"] },
    ],
    [
      "a button that it does not have",
      pictured,
      { headerMediaUrl: "https://example.com/a.png", buttonUrlParameters: ["x"] },
    ],
    [
      "a file where it has none",
      named,
      { headerMediaUrl: "https://example.com/a.png", bodyTextParameters: ["a", "b"] },
    ],
  ])("%s is refused", (_, of, fields) => {
    expect(filled(of, fields)).toEqual(expect.stringContaining("Template order (en)"));
  });
});
