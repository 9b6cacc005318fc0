// What the public dialect says about itself.
import type { Description } from "../operation.ts";
import { failure } from "./answers.ts";
import { messageOperations } from "./describe-messages.ts";
import { sendOperations } from "./describe-send.ts";
import { templateOperations, workflowOperations } from "./describe-templates.ts";
import { encodeError } from "./encode.ts";

export const publicDescription: Description = {
  name: "public",
  basePath: "/api/public",
  title: "Leadwire",
  summary: "One call reaches a lead, on the channel that you name.",
  security: [{ type: "apiKey", header: "X-API-Key" }, { type: "bearer" }],
  groups: {
    Messages: "Sending to one lead, and what became of it.",
    Templates: "What WhatsApp lets a business write at any time.",
    Workflows: "Which account serves which channel, and the defaults of a send.",
  },
  failure,
  encodeError,
  operations: [
    ...sendOperations,
    ...messageOperations,
    ...templateOperations,
    ...workflowOperations,
  ],
};
