// The wire of POST /api/public/messages. Optional fields may be absent or null, as clients send both;
// unknown fields are ignored.
import { z } from "zod";

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID in canonical lower case. */
export const uuidSchema = z
  .string()
  .regex(uuidPattern, { message: "must be a UUID" })
  .transform((text) => text.toLowerCase());

const text = z.string().nullish();

const maxMetadataBytes = 16_384;
const maxComponentsBytes = 20_480;
const jsonSize = (value: unknown) => JSON.stringify(value).length;

const lowerCase = z.string().transform((value) => value.toLowerCase());

/** A template component in Meta's format, with `type` and `sub_type` in any letter case. */
const componentSchema = z.looseObject({
  type: lowerCase,
  sub_type: lowerCase.exactOptional(),
  index: z
    .union([z.string(), z.number().int().nonnegative()])
    .transform(String)
    .exactOptional(),
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
    .refine((value) => jsonSize(value) <= maxComponentsBytes, {
      message: `must not exceed ${maxComponentsBytes} bytes as JSON`,
    })
    .nullish(),
  begin_message: text,
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => jsonSize(value) <= maxMetadataBytes, {
      message: `must not exceed ${maxMetadataBytes} bytes as JSON`,
    })
    .nullish(),
  scheduled_at: z.iso
    .datetime({ offset: true, message: "must be an RFC 3339 time such as 2026-04-05T14:30:00Z" })
    .nullish(),
});
export type MessageBody = z.infer<typeof messageBodySchema>;
