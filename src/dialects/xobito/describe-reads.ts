// What is asked about messages, numbers and templates.

import { z } from "zod";
import type { Operation } from "../operation.ts";
import { phoneAnswer, statusAnswer, templatesAnswer } from "./answers.ts";
import { tenant, wrong } from "./describe-parts.ts";
import * as example from "./examples.ts";
import { pageQuerySchema } from "./paginator.ts";
import { checkSchema } from "./phone.ts";

export const readOperations: readonly Operation[] = [
  {
    id: "getMessageStatus",
    method: "get",
    path: "/messages/:id/status",
    group: "Messages",
    summary: "What became of a message",
    scope: "messages.send",
    params: () =>
      tenant().extend({
        id: z.string().min(1).describe("The `message_id` of a send: WhatsApp's id or ours."),
      }),
    answers: {
      200: {
        description: "The delivery so far.",
        schema: statusAnswer,
        examples: { delivered: { value: example.delivered } },
      },
    },
    failures: ["workspace_mismatch", "message_not_found"],
  },
  {
    id: "validatePhone",
    method: "post",
    path: "/phone/validate",
    group: "Messages",
    summary: "Check how a number is written",
    description: "Whether a number can be one. WhatsApp is not asked.",
    scope: "messages.send",
    params: tenant,
    body: {
      schema: () => checkSchema,
      examples: {
        valid: { value: { phone_number: "+919909919284" } },
        invalid: { value: { phone_number: "+00000" } },
      },
    },
    answers: {
      200: {
        description: "The number was checked; `format_valid` says how it went.",
        schema: phoneAnswer,
        examples: {
          valid: { value: example.validPhone },
          invalid: { value: example.invalidPhone },
        },
      },
    },
    failures: [
      "workspace_mismatch",
      wrong({ phone_number: ["The phone number field is required."] }),
    ],
  },
  {
    id: "listTemplates",
    method: "get",
    path: "/templates",
    group: "Templates",
    summary: "List templates",
    scope: "templates.read",
    params: tenant,
    query: () => pageQuerySchema,
    answers: {
      200: {
        description: "A page of templates, by name.",
        schema: templatesAnswer,
        examples: { page: { value: example.templates } },
      },
    },
    failures: ["workspace_mismatch", wrong({ page: ["The page must be an integer."] })],
  },
];
