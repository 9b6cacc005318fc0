import type { Operation } from "../operation.ts";
import { contactAnswer, contactTagsAnswer, deletedAnswer } from "./answers.ts";
import { contactFilterSchema, contactSchema, tagsSchema } from "./contact-schema.ts";
import { exampleIds } from "./example-ids.ts";
import { listQuerySchema } from "./query.ts";

const group = "Contacts";
const workspace = { id: exampleIds.workspace };

const answer = {
  id: exampleIds.john,
  name: "John Doe",
  phoneNumber: "+12025550123",
  workspace: { ...workspace, title: "Demo" },
  stage: "Lead",
  notes: "Prefers mornings",
  customFields: { membership: "Silver" },
  tags: ["Prospect"],
};
const contact = { example: { value: answer } };

const contactQuery = () =>
  listQuerySchema.extend({
    tags: contactFilterSchema.shape.tags.optional(),
    channel: contactFilterSchema.shape.channel,
  });

export const contactOperations: readonly Operation[] = [
  {
    id: "listContacts",
    method: "get",
    path: "/contacts",
    group,
    summary: "List contacts",
    description: "The newest first, as a bare array. The page after the last one is empty.",
    scope: "leads.read",
    query: contactQuery,
    answers: {
      200: {
        description: "One page.",
        schema: () => contactAnswer().array(),
        examples: { example: { value: [answer] } },
      },
    },
    failures: ["fields_missing", "workspace_mismatch"],
  },
  {
    id: "createContact",
    method: "post",
    path: "/contacts",
    group,
    summary: "Create a contact",
    description:
      "`name` or `phoneNumber` must be there. A number that a contact already has changes that contact.",
    scope: "leads.write",
    body: {
      schema: () => contactSchema,
      examples: {
        example: {
          value: {
            name: "Alice Johnson",
            phoneNumber: "+12025550155",
            workspace,
            stage: "Lead",
            notes: "Prefers mornings",
            customFields: { membership: "Silver" },
            tags: ["Prospect", "Interested"],
          },
        },
      },
    },
    answers: { 200: { description: "The contact.", schema: contactAnswer, examples: contact } },
    failures: ["field_invalid", "fields_missing", "workspace_mismatch", "conflict"],
  },
  {
    id: "getContact",
    method: "get",
    path: "/contacts/:id",
    group,
    summary: "Get a contact",
    scope: "leads.read",
    answers: { 200: { description: "The contact.", schema: contactAnswer, examples: contact } },
    failures: ["lead_not_found"],
  },
  {
    id: "updateContact",
    method: "put",
    path: "/contacts/:id",
    group,
    summary: "Change a contact",
    description:
      "What is absent stays as it is, and null clears it; nobody loses their name. Messages go to the number that the contact has now.",
    scope: "leads.write",
    body: {
      schema: () => contactSchema,
      examples: {
        example: { value: { name: "John Doe", stage: "Customer", notes: null } },
      },
    },
    answers: { 200: { description: "The contact.", schema: contactAnswer, examples: contact } },
    failures: [
      "field_invalid",
      "fields_missing",
      "workspace_mismatch",
      "lead_not_found",
      "conflict",
    ],
  },
  {
    id: "deleteContact",
    method: "delete",
    path: "/contacts/:id",
    group,
    summary: "Delete a contact",
    description: "With all messages. What is on its way to the provider cannot be called back.",
    scope: "leads.write",
    answers: {
      200: {
        description: "It is gone.",
        schema: deletedAnswer,
        examples: { example: { value: { success: true } } },
      },
    },
    failures: ["lead_not_found"],
  },
  ...(["add", "remove"] as const).map(
    (act): Operation => ({
      id: `${act}ContactTags`,
      method: "post",
      path: `/contacts/:id/tags/${act}`,
      group,
      summary: act === "add" ? "Tag a contact" : "Take tags off a contact",
      scope: "leads.write",
      body: {
        schema: () => tagsSchema,
        examples: { example: { value: { tags: ["Interested"] } } },
      },
      answers: {
        200: {
          description: "All tags that the contact has now.",
          schema: contactTagsAnswer,
          examples: {
            example: {
              value: {
                id: exampleIds.john,
                tags: act === "add" ? ["Prospect", "Interested"] : ["Prospect"],
              },
            },
          },
        },
      },
      failures: ["field_invalid", "lead_not_found"],
    }),
  ),
];
