// Tags, workspaces and templates.
import type { Operation } from "../operation.ts";
import { refusalAnswer, tagAnswer, templateAnswer, workspaceAnswer } from "./answers.ts";
import { exampleIds } from "./example-ids.ts";
import { listQuerySchema } from "./query.ts";
import { newTagSchema } from "./tags.ts";
import { newTemplateSchema } from "./templates.ts";

const badQuery = ["fields_missing", "workspace_mismatch"] as const;
const listQuery = () => listQuerySchema;

const tag = {
  id: "0f4c2b1e-8f7d-4f53-9d39-7c2a8e1f6b10",
  name: "Prospect",
  canonical: "prospect",
  createdAt: "2026-04-05T14:30:00Z",
  updatedAt: "2026-04-05T14:30:00Z",
};
const tagAnswers: Operation["answers"] = {
  200: { description: "The tag.", schema: tagAnswer, examples: { example: { value: tag } } },
};

const tags: readonly Operation[] = [
  {
    id: "listTags",
    method: "get",
    path: "/contactTags",
    group: "Tags",
    summary: "List tags",
    description: "By name, as a bare array; also those that were only ever given to contacts.",
    scope: "leads.read",
    query: listQuery,
    answers: {
      200: {
        description: "One page.",
        schema: () => tagAnswer().array(),
        examples: { example: { value: [tag] } },
      },
    },
    failures: badQuery,
  },
  {
    id: "createTag",
    method: "post",
    path: "/contactTags",
    group: "Tags",
    summary: "Create a tag",
    description: "A name that is there is answered with the tag that has it.",
    scope: "leads.write",
    body: { schema: () => newTagSchema, examples: { example: { value: { name: "Prospect" } } } },
    answers: tagAnswers,
    failures: ["field_invalid"],
  },
  {
    id: "getTag",
    method: "get",
    path: "/contactTags/:id",
    group: "Tags",
    summary: "Get a tag",
    scope: "leads.read",
    answers: tagAnswers,
    failures: ["resource_not_found"],
  },
];

const workspace = { id: exampleIds.workspace, title: "Demo" };

const workspaces: readonly Operation[] = [
  {
    id: "listWorkspaces",
    method: "get",
    path: "/workspaces",
    group: "Workspaces",
    summary: "List workspaces",
    description: "A key opens one workspace, so there is one at most.",
    scope: null,
    query: listQuery,
    answers: {
      200: {
        description: "The key's workspace, where the search finds it.",
        schema: () => workspaceAnswer().array(),
        examples: { example: { value: [workspace] } },
      },
    },
    failures: badQuery,
  },
  {
    id: "getWorkspace",
    method: "get",
    path: "/workspaces/:id",
    group: "Workspaces",
    summary: "Get a workspace",
    scope: null,
    answers: {
      200: {
        description: "The key's workspace.",
        schema: workspaceAnswer,
        examples: { example: { value: workspace } },
      },
    },
    failures: ["workspace_mismatch"],
  },
];

const proposal = {
  name: "order_shipped",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your order is on its way." }],
};
const template = {
  id: "5b0f1de4-6a53-8c1e-8a0e-2f6c1b7d9e42",
  workspace,
  template: { ...proposal, status: "PENDING" },
  createdAt: "2026-04-05T14:30:00Z",
  updatedAt: "2026-04-05T14:30:00Z",
};
const templateAnswers: Operation["answers"] = {
  200: {
    description: "The template. Its times are when it was last read from Meta.",
    schema: templateAnswer,
    examples: { example: { value: template } },
  },
};

const templates: readonly Operation[] = [
  {
    id: "listTemplates",
    method: "get",
    path: "/whatsapp-templates",
    group: "Templates",
    summary: "List WhatsApp templates",
    description: "Those of all numbers, by name and language, as a bare array.",
    scope: "templates.read",
    query: () => listQuerySchema.omit({ searchText: true }),
    answers: {
      200: {
        description: "One page.",
        schema: () => templateAnswer().array(),
        examples: { example: { value: [template] } },
      },
    },
    failures: badQuery,
  },
  {
    id: "getTemplate",
    method: "get",
    path: "/whatsapp-templates/:id",
    group: "Templates",
    summary: "Get a WhatsApp template",
    scope: "templates.read",
    answers: templateAnswers,
    failures: ["template_not_found"],
  },
  {
    id: "createTemplate",
    method: "post",
    path: "/whatsapp-template",
    group: "Templates",
    summary: "Propose a WhatsApp template",
    description:
      "To Meta, for the workspace's default number. It can be sent once its status is `APPROVED`.",
    scope: "messages.send",
    body: {
      schema: () => newTemplateSchema,
      examples: {
        example: { value: { workspace: { id: exampleIds.workspace }, template: proposal } },
      },
    },
    answers: {
      ...templateAnswers,
      400: {
        description: "Meta did not take the template, or there is no number to propose it for.",
        schema: refusalAnswer,
        examples: {
          refused: {
            value: {
              error: "WhatsApp did not take this template. Its own words are in provider.",
            },
          },
          account_missing: {
            value: { error: "No active account for whatsapp in this workspace" },
          },
        },
      },
    },
    failures: ["field_invalid", "workspace_mismatch"],
  },
];

export const resourceOperations: readonly Operation[] = [...tags, ...workspaces, ...templates];
