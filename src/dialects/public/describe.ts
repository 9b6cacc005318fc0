// What the public dialect says about itself.
import type { Description } from "../operation.ts";
import { failure } from "./answers.ts";
import { historyOperations } from "./describe-history.ts";
import { jobOperations } from "./describe-jobs.ts";
import { leadOperations } from "./describe-leads.ts";
import { messageOperations } from "./describe-messages.ts";
import { sendOperations } from "./describe-send.ts";
import { templateOperations, workflowOperations } from "./describe-templates.ts";
import { encodeError } from "./encode.ts";

const summary = `One HTTP call reaches a lead on WhatsApp, by e-mail, with an AI phone call, by SMS, on Messenger, Instagram or Telegram, and the answer says truthfully what became of it.

**Keys.** Give the key as \`X-API-Key\`, or as \`Authorization: Bearer\`. It does what its scopes say; the scope \`admin\` opens everything in its workspace. Test keys (\`nxr_test_…\`) belong to test workspaces, whose messages go to a simulator.

**Bodies** are JSON in UTF-8. Times are RFC 3339 in UTC. Ids are UUIDs in any letter case, and come back in lower case. Answers may gain fields: ignore those that you do not know.

**Errors** have \`error\` (a sentence), \`code\` (match on this) and \`request_id\`. Where waiting helps they have \`retry_after\`, as the header \`Retry-After\` does.

**Limits.** A key may make so many requests a minute, 600 unless the operator chose another number; \`RateLimit\` and \`RateLimit-Policy\` say what is left.`;

export const publicDescription: Description = {
  name: "public",
  basePath: "/api/public",
  title: "Leadwire",
  summary,
  security: [{ type: "apiKey", header: "X-API-Key" }, { type: "bearer" }],
  groups: {
    Messages: "Sending to one lead, and what became of it.",
    Jobs: "One message to many leads.",
    Leads: "The people whom one can reach.",
    Templates: "What WhatsApp lets a business write at any time.",
    Workflows: "Which account serves which channel, and the defaults of a send.",
  },
  failure,
  encodeError,
  operations: [
    ...sendOperations,
    ...messageOperations,
    ...jobOperations,
    ...leadOperations,
    ...historyOperations,
    ...templateOperations,
    ...workflowOperations,
  ],
};
