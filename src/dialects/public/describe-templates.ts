// GET /templates and GET /workflows, as the document shows them.
import { z } from "zod";
import { channelSchema } from "../../model/channel.ts";
import { described } from "../openapi-described.ts";
import type { Operation } from "../operation.ts";
import { uuid } from "./answers.ts";
import { templateQuerySchema } from "./templates.ts";

const templates = () =>
  z.object({
    success: z.literal(true),
    templates: z.array(
      z.object({
        id: uuid().describe("What `template_id` of a send names."),
        name: z.string(),
        language: z.string(),
        category: z.string().describe("`MARKETING`, `UTILITY` or `AUTHENTICATION`."),
        status: z.string().describe("WhatsApp's word: only an `APPROVED` template can be sent."),
        components: z
          .array(z.looseObject({ type: z.string() }))
          .describe("The definition, as Meta lists it."),
        variables: z
          .array(
            z.object({
              name: z.string().describe("What a send may write as `parameter_name`."),
              position: z.int().min(1).describe("From 1, within the component."),
              component: z.enum(["HEADER", "BODY", "BUTTON"]),
              index: z.string().optional().describe("Which button, as a send writes it."),
            }),
          )
          .nullable()
          .describe("The texts that a send fills in; null when there are none."),
      }),
    ),
  });

const workflow = () =>
  z
    .object({
      id: uuid(),
      name: z.string(),
      goal_type: z.null().describe("Always null: this gateway runs no cadences."),
      is_active: z.boolean(),
      channels: z
        .array(channelSchema)
        .describe("Those on which a send would find an active account."),
    })
    .meta({ id: "Workflow" });

const workflowExample = {
  id: "de300000-0000-4000-8000-000000000010",
  name: "Follow-up",
  goal_type: null,
  is_active: true,
  channels: ["whatsapp", "email", "call"],
};

export const templateOperations: readonly Operation[] = [
  {
    id: "listTemplates",
    method: "get",
    path: "/templates",
    group: "Templates",
    summary: "List WhatsApp templates",
    description:
      "The templates of the workspace's accounts as they were last synced, with the status and the category that WhatsApp has reported since.",
    scope: "templates.read",
    query: () =>
      described(templateQuerySchema, {
        status: "Those with this status only.",
        category: "Those of this category only.",
      }),
    answers: {
      200: {
        description: "The templates.",
        schema: templates,
        examples: {
          templates: {
            value: {
              success: true,
              templates: [
                {
                  id: "36668f64-be99-4f8d-a3a0-ebb4052b1607",
                  name: "meeting_global_with_name",
                  language: "es",
                  category: "UTILITY",
                  status: "APPROVED",
                  components: [
                    {
                      type: "BODY",
                      text: "Hola {{1}}, soy {{2}} tu asesora. Tu reunion esta agendada para el {{3}} a las {{4}}. Link: {{5}}",
                      example: {
                        body_text: [
                          [
                            "John",
                            "Maria",
                            "15 de enero",
                            "3:00 PM",
                            "https://meet.google.com/abc",
                          ],
                        ],
                      },
                    },
                  ],
                  variables: [
                    { name: "nombre", position: 1, component: "BODY" },
                    { name: "agentname", position: 2, component: "BODY" },
                    { name: "fecha", position: 3, component: "BODY" },
                    { name: "hora", position: 4, component: "BODY" },
                    { name: "link_reunion", position: 5, component: "BODY" },
                  ],
                },
              ],
            },
          },
        },
      },
    },
    failures: [
      {
        code: "field_invalid",
        message: 'status: Invalid option: expected one of "APPROVED"|"PENDING"|"REJECTED"',
        details: { field: "status" },
      },
    ],
  },
];

export const workflowOperations: readonly Operation[] = [
  {
    id: "listWorkflows",
    method: "get",
    path: "/workflows",
    group: "Workflows",
    summary: "List workflows",
    scope: "templates.read",
    answers: {
      200: {
        description: "Every workflow of the workspace.",
        schema: () => z.object({ success: z.literal(true), workflows: z.array(workflow()) }),
        examples: { workflows: { value: { success: true, workflows: [workflowExample] } } },
      },
    },
    failures: [],
  },
  {
    id: "getWorkflow",
    method: "get",
    path: "/workflows/:id",
    group: "Workflows",
    summary: "Show one workflow",
    scope: "templates.read",
    params: () => z.object({ id: uuid().describe("Of a workflow.") }),
    answers: {
      200: {
        description: "The workflow.",
        schema: () => z.object({ success: z.literal(true), workflow: workflow() }),
        examples: { workflow: { value: { success: true, workflow: workflowExample } } },
      },
    },
    failures: ["workflow_not_found"],
  },
];
