// What the Votel dialect says about itself.
import type { Description } from "../operation.ts";
import { failureAnswer } from "./answers.ts";
import { resourceOperations } from "./describe-resources.ts";
import { sendOperation } from "./describe-send.ts";
import { encodeError } from "./encode.ts";

const summary = `The API of Votel, spoken by this gateway. Who comes from there changes the base URL, the key and the ids.

**Keys.** Give the key as \`X-API-Key\`; it begins with \`sk_\`, and an operator of the gateway makes it. A key opens one workspace, which answers call the tenant.

**Ids** are UUIDs of this gateway. Those that Votel gave mean nothing here: \`GET /api/channels\` tells those of channels, and leads are created anew or imported by an operator. A recipient whom nobody knows becomes a lead.

**Answers.** 200 \`SENT\` says that the provider took the message. 202 says that it is accepted: \`QUEUED\` will be sent, \`UNKNOWN\` may have been sent, and neither is to be sent again. A 4xx is a definite no: nothing was sent. Only with 409 the first request with that \`Idempotency-Key\` is still running, or was another one. Send such a key with every request that you might repeat, and after a 5xx repeat with the same one.

**Failures.** Every 422 is FastAPI's list in \`detail\`: \`loc\`, \`msg\`, \`type\`, \`input\`. Every other refusal is one text in \`detail\`. Each endpoint lists this gateway's own codes; what is answered for one stands under it.

**Fields** that the gateway does not know are passed over, but not in \`bulk_settings\`. \`sender\` is one of them: the channel says who the sender is.

**Limits.** A key may make 600 requests a minute, unless the operator chose another number. A send has at most 5 MB, every other body 64 KB.

**Not there:** the inbox, lists of leads, message logs and automations. What became of a message later, and what people answer, is told by [our own API](/docs) to a key of its own, under the same ids.`;

export const votelDescription: Description = {
  name: "votel",
  basePath: "/api",
  title: "Votel's API",
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
