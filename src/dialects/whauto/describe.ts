// What the Whauto dialect says about itself.
import type { Description } from "../operation.ts";
import { failureAnswer } from "./answers.ts";
import { contactOperations } from "./describe-contacts.ts";
import { resourceOperations } from "./describe-resources.ts";
import { sendOperations } from "./describe-sends.ts";
import { encodeError } from "./encode.ts";

const summary = `The API of Whauto, spoken by this gateway. Who comes from there changes the base URL, the key and the ids.

**Keys.** Give the key as \`x-api-key\`; it begins with \`wht_\`, and an operator of the gateway makes it. A key opens one workspace. \`GET /v1/workspaces\` tells its id, which every send names.

**Ids** are UUIDs of this gateway. Those that Whauto gave mean nothing here: contacts are created anew or imported by an operator, and on WhatsApp a phone number does as well.

**People.** A send goes to exactly one person: a contact, or on WhatsApp a number in \`recepient\`, as the original spells it. On the other channels only those can be written to who wrote first; they are contacts from then on, and \`GET /v1/contacts?channel=messenger\` lists them.

**Answers.** A 200 says that the message was taken, and its \`status\` how far it is. \`unknown\` may have been sent: do not send it again. A 4xx is a definite no: nothing was sent. Only with 409 the first request with that \`Idempotency-Key\` is still running. Send such a key with every request that you might repeat, and after a 5xx repeat with the same one.

**Failures** have one of three shapes: \`{"message"}\` before anybody has looked into the request, \`{"error"}\` about what it names, and \`{"id","status":"failed","error"}\` for a message that was not sent. Each endpoint lists this gateway's own codes; what is answered for one stands under it. Any path that is not here is 404 \`{"message":"Not Found"}\`.

**Limits.** A key may make 100 requests a minute, unless the operator chose another number. A send has at most 256 KB, every other body 64 KB.

**Not there:** broadcasts, segments, staff, and webhooks. What became of a message later, and what people answer, is told by [our own API](/docs) to a key of its own, under the same ids.`;

export const whautoDescription: Description = {
  name: "whauto",
  basePath: "/v1",
  title: "Whauto's API",
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
