// What the Whauto dialect says about itself.
import type { Description } from "../operation.ts";
import { failureAnswer } from "./answers.ts";
import { contactOperations } from "./describe-contacts.ts";
import { resourceOperations } from "./describe-resources.ts";
import { sendOperations } from "./describe-sends.ts";
import { encodeError } from "./encode.ts";

const summary = `The API of Whauto, spoken by this gateway: change the base URL and the key.

Every send names the workspace of the key and exactly one person: a contact, or on WhatsApp a phone number in
\`recepient\`, as the original spells it. Lists are bare arrays, in pages by \`page\` and \`limit\`.

A 200 says that the message was taken, and its \`status\` how far it is: \`sent\`, \`scheduled\`, \`queued\` or
\`unknown\`. An \`unknown\` one may have been sent, so do not send it again. A 4xx is a definite no, but for 409:
the first request with that key is still running, or was another one. Send an \`Idempotency-Key\` with every
request that you might repeat; after a 5xx repeat with the same one.

Failures have one of three shapes: \`{"message"}\` before anybody has looked into the request, \`{"error"}\` about
what it names, and \`{"id", "status": "failed", "error"}\` for a message that was not sent. The names beside the
statuses below are this gateway's; what is answered stands in the examples.

Not there: broadcasts, segments, staff, and the administration of webhooks. There is no request for one
message: what became of a message that was \`queued\`, \`scheduled\` or \`unknown\` is told by our own API, under
the same id, to a key of it.`;

export const whautoDescription: Description = {
  name: "whauto",
  basePath: "/v1",
  title: "Leadwire, in Whauto's words",
  summary,
  security: { type: "apiKey", header: "x-api-key" },
  groups: {
    WhatsApp: "Messages to a contact or a phone number.",
    Messenger: "Messages to contacts who wrote to the page.",
    Instagram: "Messages to contacts who wrote to the account.",
    Telegram: "Messages to contacts who started the bot.",
    Contacts: "People, and the tags that they carry.",
    Tags: "Tags as things of their own.",
    Workspaces: "The key's own.",
    Templates: "WhatsApp templates, as they were read from Meta.",
  },
  failure: failureAnswer,
  encodeError,
  operations: [...sendOperations, ...contactOperations, ...resourceOperations],
};
