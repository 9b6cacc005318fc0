// The wire of POST /api/public/messages. Optional fields may be absent or null, as clients send both;
// unknown fields are ignored.
import { z } from "zod";
import { isDeeperThan } from "../../lib/json.ts";
import { uuidSchema } from "../../lib/uuid.ts";

const text = z.string().nullish();

/** Refuses JSON that is too large or nested too deeply to be stored. */
const bounded = (maxChars: number) => ({
  check: (value: unknown) => !isDeeperThan(value, 20) && JSON.stringify(value).length <= maxChars,
  message: `must not exceed ${maxChars} characters as JSON or 20 levels`,
});
const metadataBound = bounded(16_384);
const componentsBound = bounded(20_480);

const lowerCase = z.string().transform((value) => value.toLowerCase());

/** A template component in Meta's format, with `type` and `sub_type` in any letter case. */
const componentSchema = z.looseObject({
  type: lowerCase,
  sub_type: lowerCase.exactOptional(),
  index: z.union([z.string(), z.number().int().nonnegative()]).transform(String).exactOptional(),
  parameters: z.array(z.looseObject({ type: lowerCase })).exactOptional(),
});

export const messageBodySchema = z.object({
  lead_id: uuidSchema,
  workflow_id: uuidSchema,
  content: text,
  html: text,
  subject: text,
  template_id: text,
  components: z
    .array(componentSchema)
    .max(20)
    .refine(componentsBound.check, { message: componentsBound.message })
    .nullish(),
  begin_message: text,
  metadata: z
    .record(z.string(), z.unknown())
    .refine(metadataBound.check, { message: metadataBound.message })
    .nullish(),
  scheduled_at: z.iso
    .datetime({ offset: true, message: "must be an RFC 3339 time such as 2026-04-05T14:30:00Z" })
    .nullish(),
});
export type MessageBody = z.infer<typeof messageBodySchema>;
