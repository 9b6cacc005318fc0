// Contacts.
import type { Operation } from "../operation.ts";
import { contactAnswer, contactsAnswer, deletedAnswer } from "./answers.ts";
import { contactChangeSchema, newContactSchema } from "./contact-schema.ts";
import { contactPath, tenant, wrong } from "./describe-parts.ts";
import * as example from "./examples.ts";
import { pageQuerySchema } from "./paginator.ts";

const group = "Contacts";

export const contactOperations: readonly Operation[] = [
  {
    id: "listContacts",
    method: "get",
    path: "/contacts",
    group,
    summary: "List contacts",
    scope: "contacts.read",
    params: tenant,
    query: () => pageQuerySchema,
    answers: {
      200: {
        description: "A page of contacts, the newest first.",
        schema: contactsAnswer,
        examples: { page: { value: example.contacts } },
      },
    },
    failures: ["workspace_mismatch", wrong({ page: ["The page must be an integer."] })],
  },
  {
    id: "createContact",
    method: "post",
    path: "/contacts",
    group,
    summary: "Create a contact",
    description:
      "A phone number and an e-mail address belong to one contact each. Numbers without a plus are read as the workspace's country writes them. Groups that are new are made.",
    scope: "contacts.create",
    params: tenant,
    body: {
      schema: () => newContactSchema(null),
      examples: { contact: { value: example.newContact } },
    },
    answers: {
      201: {
        description: "The contact was created.",
        schema: contactAnswer,
        examples: { created: { value: example.createdContact } },
      },
    },
    failures: [
      "workspace_mismatch",
      wrong({
        phone: ["The phone field is required."],
        email: ["The email has already been taken."],
      }),
      "conflict",
    ],
  },
  {
    id: "updateContact",
    method: "put",
    path: "/contacts/:id",
    group,
    summary: "Change a contact",
    description: "Fields that are absent stay; null or a blank text clears one.",
    scope: "contacts.update",
    params: contactPath,
    body: {
      schema: () => contactChangeSchema(null),
      examples: { contact: { value: example.contactChange } },
    },
    answers: {
      200: {
        description: "The contact was changed.",
        schema: contactAnswer,
        examples: { updated: { value: example.updatedContact } },
      },
    },
    failures: [
      "workspace_mismatch",
      wrong({ email: ["The email has already been taken."] }),
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
    description: "With everything that was said to and by this person.",
    scope: "contacts.delete",
    params: contactPath,
    answers: {
      200: {
        description: "The contact is gone.",
        schema: deletedAnswer,
        examples: { deleted: { value: example.deletedContact } },
      },
    },
    failures: ["workspace_mismatch", "lead_not_found"],
  },
];
