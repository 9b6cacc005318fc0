// Message templates as Meta's list shows them (component types in upper case), and the ones that every
// pretend WhatsApp business account starts with.
import { z } from "zod";

const buttonSchema = z.looseObject({
  type: z.enum(["QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW"]),
  text: z.string().min(1).max(25),
  url: z.string().max(2_000).exactOptional(),
});

const componentSchema = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.literal("HEADER"),
    format: z.enum(["TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"]),
    text: z.string().min(1).max(60).exactOptional(),
  }),
  z.looseObject({ type: z.literal("BODY"), text: z.string().min(1).max(32_768) }),
  z.looseObject({ type: z.literal("FOOTER"), text: z.string().min(1).max(60) }),
  z.looseObject({ type: z.literal("BUTTONS"), buttons: z.array(buttonSchema).min(1).max(10) }),
]);
type Component = z.infer<typeof componentSchema>;

/** A template, with the bounds that Meta puts on one. */
export const templateSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^\d{1,32}$/)
      .default(() => String(9e14 + Math.floor(Math.random() * 1e14))),
    name: z.string().regex(/^[a-z0-9_]{1,512}$/),
    language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/),
    category: z.enum(["AUTHENTICATION", "MARKETING", "UTILITY"]).default("UTILITY"),
    status: z
      .enum(["APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL"])
      .default("APPROVED"),
    parameter_format: z.enum(["POSITIONAL", "NAMED"]).default("POSITIONAL"),
    components: z.array(componentSchema).min(1).max(4),
  })
  .refine(({ components }) => components.some(({ type }) => type === "BODY"), {
    path: ["components"],
    message: "must have a BODY",
  })
  .refine(
    ({ components }) => new Set(components.map(({ type }) => type)).size === components.length,
    { path: ["components"], message: "must have one component of a type" },
  );
export type TemplateDefinition = z.infer<typeof templateSchema>;

/** The variables of a text in order of their first use: `{{1}}`, `{{first_name}}`. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g)].map((m) => m[1] ?? ""))];
}

/** `text` with its variables filled in; one without a value stays as it is. */
export function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g, (whole, name: string) => {
    return values.get(name) ?? whole;
  });
}

/** The component of one type. */
export function component<T extends Component["type"]>(
  template: TemplateDefinition,
  type: T,
): Extract<Component, { type: T }> | undefined {
  return template.components.find(
    (candidate): candidate is Extract<Component, { type: T }> => candidate.type === type,
  );
}

/** All templates of a pretend account: one that was added replaces its namesake. */
export function accountTemplates(added: TemplateDefinition[]): TemplateDefinition[] {
  const key = ({ name, language }: TemplateDefinition) => `${name} ${language}`;
  return [...new Map([...defaultTemplates, ...added].map((one) => [key(one), one])).values()];
}

/** What every pretend account has: one of each kind that behaves differently. */
const defaultTemplates: readonly TemplateDefinition[] = [
  {
    id: "700000000000001",
    name: "hello_world",
    language: "en_US",
    category: "UTILITY",
    status: "APPROVED",
    parameter_format: "POSITIONAL",
    components: [
      { type: "HEADER", format: "TEXT", text: "Hello World" },
      { type: "BODY", text: "Welcome! This message shows that your number can send templates." },
      { type: "FOOTER", text: "Sent by the simulator" },
    ],
  },
  {
    id: "700000000000002",
    name: "seguimiento_lead",
    language: "es",
    category: "MARKETING",
    status: "APPROVED",
    parameter_format: "NAMED",
    components: [
      {
        type: "BODY",
        text: "Hola {{nombre}}, soy {{agente}} de {{empresa}}. ¿Te viene bien hablar esta semana?",
        example: {
          body_text_named_params: [
            { param_name: "nombre", example: "John" },
            { param_name: "agente", example: "Sofia" },
            { param_name: "empresa", example: "Acme Corp" },
          ],
        },
      },
    ],
  },
  {
    id: "700000000000003",
    name: "order_update",
    language: "en_US",
    category: "UTILITY",
    status: "APPROVED",
    parameter_format: "POSITIONAL",
    components: [
      {
        type: "HEADER",
        format: "IMAGE",
        example: { header_handle: ["https://example.com/parcel.png"] },
      },
      {
        type: "BODY",
        text: "Hi {{1}}, your order {{2}} is on its way.",
        example: { body_text: [["Jane", "A-1001"]] },
      },
      {
        type: "BUTTONS",
        buttons: [
          {
            type: "URL",
            text: "Track order",
            url: "https://example.com/orders/{{1}}",
            example: ["https://example.com/orders/A-1001"],
          },
          { type: "QUICK_REPLY", text: "Talk to us" },
        ],
      },
    ],
  },
  {
    id: "700000000000004",
    name: "appointment_reminder",
    language: "en_US",
    category: "UTILITY",
    status: "PENDING",
    parameter_format: "POSITIONAL",
    components: [
      {
        type: "BODY",
        text: "Your appointment is on {{1}}.",
        example: { body_text: [["15 January"]] },
      },
    ],
  },
  {
    id: "700000000000005",
    name: "spring_sale",
    language: "en_US",
    category: "MARKETING",
    status: "PAUSED",
    parameter_format: "POSITIONAL",
    components: [{ type: "BODY", text: "Our spring sale is on. Reply to hear more." }],
  },
];
