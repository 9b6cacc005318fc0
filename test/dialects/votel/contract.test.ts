import type { Channel } from "../../../src/model/channel.ts";
import { dialectContract } from "../../contract/dialect.ts";
import { examples, profile, votelOver } from "./support.ts";

const path = "/messaging/send";

const over = (channel: Channel) =>
  votelOver({ channelOf: async () => channel, profileOf: async () => profile() }).dialect;

const contract = (channel: Channel, names: (keyof typeof examples)[]) =>
  dialectContract({
    dialect: over(channel),
    carriers: { "X-API-Key": (key) => ({ "x-api-key": key }) },
    examples: names.map((name) => ({ name: `the example ${name}`, path, body: examples[name] })),
    kinds: [
      { channel: "email", kind: "email" },
      { channel: "sms", kind: "text" },
      { channel: "instagram", kind: "media" },
      { channel: "whatsapp", kind: "text" },
      { channel: "call", kind: "call" },
    ],
    statuses: {
      body_invalid: 422,
      fields_missing: 422,
      field_invalid: 422,
      channel_invalid: 422,
      content_missing: 422,
      idempotency_key_invalid: 422,
      idempotency_key_reused: 409,
      window_closed: 400,
    },
  });

contract("sms", ["email", "sms"]);
contract("instagram", ["instagram"]);
