// What the Votel dialect says about itself.
import type { Description } from "../operation.ts";
import { failureAnswer } from "./answers.ts";
import { resourceOperations } from "./describe-resources.ts";
import { sendOperation } from "./describe-send.ts";
import { encodeError } from "./encode.ts";

const summary = `The API of Votel, spoken by this gateway: change the base URL and the key.

One request sends a message by e-mail or SMS, on Instagram or WhatsApp, or to many leads at once. 200 \`SENT\`
says that the provider took it. 202 says that it is accepted: \`QUEUED\` will be sent, \`UNKNOWN\` may have been
sent, and neither is to be sent again. A 4xx is a definite no, but for 409: the first request with that
\`Idempotency-Key\` is still running, or was another one. Send a key with every request that you might repeat;
after a 5xx repeat with the same one.

Every 422 is FastAPI's list in \`detail\`: \`loc\`, \`msg\`, \`type\`, \`input\`. Every other refusal is one text in
\`detail\`. The names beside the statuses below are this gateway's; what is answered stands in the examples.

Unknown fields are passed over, but not in \`bulk_settings\`; \`sender\` is one of them, because the channel says
who the sender is.

Not there: the inbox, lists of leads, message logs and automations. There is no request for one message: what
became of one that was \`QUEUED\` or \`UNKNOWN\` is told by our own API, under the same id, to a key of it.`;

export const votelDescription: Description = {
  name: "votel",
  basePath: "/api",
  title: "Leadwire, in Votel's words",
  summary,
  security: { type: "apiKey", header: "X-API-Key" },
  groups: {
    Messaging: "One message, or one to many leads.",
    Channels: "What messages go out over.",
    Leads: "People.",
    Agents: "Accounts that call people.",
  },
  failure: failureAnswer,
  encodeError,
  operations: [sendOperation, ...resourceOperations],
};
