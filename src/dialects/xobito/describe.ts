// What Xobito's API says about its endpoints.
import type { Description } from "../operation.ts";
import { failureAnswer } from "./answers.ts";
import { contactOperations } from "./describe-contacts.ts";
import { readOperations } from "./describe-reads.ts";
import { sendOperations } from "./describe-sends.ts";
import { encodeError } from "./encode-error.ts";

export const xobitoDescription: Description = {
  name: "xobito",
  basePath: "/api/v1/:subdomain",
  title: "Xobito's API",
  summary: `WhatsApp with contacts, as Xobito's API has it. The path names the workspace by its \`slug\` or its id.

A blank text is the same as none, and unknown fields are ignored. Whatever is wrong with a request is said at once,
each field with its sentences in \`errors\`.

A send is answered with 200 as soon as the message is recorded. \`status: "pending"\` means that WhatsApp has not
named it yet: poll \`GET messages/{id}/status\`, and do not send again. 500 \`Failed to send message\` is a definite no:
the 24-hour window is closed, or WhatsApp refused the message.`,
  security: { type: "bearer" },
  groups: {
    Messages: "Sends, and what became of them.",
    Contacts: "The people of the workspace.",
    Templates: "WhatsApp's approved texts.",
  },
  failure: failureAnswer,
  encodeError,
  operations: [...sendOperations, ...readOperations, ...contactOperations],
};
