// What Xobito's routes answer, for the documents. Functions, so that a Worker which is never asked for its
// documents never builds them.
import { z } from "zod";
import { keptFields } from "./contact-schema.ts";

const time = () =>
  z.string().meta({
    description: "UTC with microseconds.",
    format: "date-time",
    examples: ["2026-04-16T12:00:00.000000Z"],
  });

const id = () => z.int().nonnegative();

/** The answer of every send. */
export const sentAnswer = () =>
  z.object({
    status: z.literal("success"),
    message: z.string(),
    data: z
      .object({
        message_id: z
          .string()
          .describe("WhatsApp's id of the message; our own while it is pending. Poll with either."),
        contact_id: id().nullable(),
        phone: z.string(),
        status: z
          .enum(["sent", "pending"])
          .describe("`pending`: recorded and not known to be sent. Do not send it again."),
        sent_at: time().nullable(),
        chat_id: id().nullable(),
        contact_created: z.boolean().describe("Nobody had the number before."),
        whatsapp_response: whatsAppResponse().nullable(),
      })
      .meta({ id: "SentMessage" }),
  });

const whatsAppResponse = () =>
  z
    .object({
      messaging_product: z.literal("whatsapp"),
      contacts: z.array(z.object({ input: z.string(), wa_id: z.string() })),
      messages: z.array(z.object({ id: z.string() })),
    })
    .describe("As the Cloud API answers.");

/** What became of a message. */
export const statusAnswer = () =>
  z.object({
    status: z.literal("success"),
    data: z
      .object({
        message_id: z.string(),
        delivery_status: z.enum(["pending", "sent", "delivered", "read", "failed"]),
        error_message: z.string().nullable().describe("Why it was not delivered."),
        source: z.literal("chat"),
        last_updated: time(),
        statuses: z
          .object({
            sent: z.string(),
            delivered: z.string(),
            read: z.string(),
            failed: z.string(),
            pending: z.string(),
          })
          .describe("What each delivery status means."),
      })
      .meta({ id: "MessageStatus" }),
  });

/** Whether a number can be one. */
export const phoneAnswer = () =>
  z.object({
    status: z.literal("success"),
    message: z.string(),
    data: z
      .object({
        phone: z.string().describe("As it was given."),
        phone_digits: z.string(),
        format_valid: z.boolean(),
        country_code: z.string().nullable(),
        country: z.string().nullable(),
        national_number: z.string().nullable(),
        e164: z.string().nullable(),
        reason: z.string().nullable().describe("Why the number is not valid."),
        note: z.string(),
      })
      .meta({ id: "PhoneCheck" }),
  });

const contact = () =>
  z
    .object({
      id: id(),
      tenant_id: id(),
      firstname: z.string(),
      lastname: z.string().nullable(),
      company: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      group_id: z.array(id()),
      is_enabled: z.literal(1),
      is_opted_out: z.literal([0, 1]).describe("1 after any opt-out on WhatsApp."),
      created_at: time(),
      updated_at: time(),
      assigned_id: z
        .union([z.string(), z.int()])
        .nullable()
        .describe("A number, or a text when it was assigned through another API."),
      ...keptFields,
    })
    .meta({ id: "Contact" });

/** A contact that was made or changed. */
export const contactAnswer = () =>
  z.object({ status: z.literal("success"), message: z.string(), data: contact() });

/** A contact is gone. */
export const deletedAnswer = () => z.object({ status: z.literal("success"), message: z.string() });

/** A page of contacts. */
export const contactsAnswer = () => pageOf(contact());

const template = () =>
  z
    .object({
      id: id(),
      tenant_id: id(),
      template_id: z.string().describe("Meta's id."),
      template_name: z.string(),
      language: z.string(),
      status: z.string().describe("Meta's word; only `APPROVED` can be sent."),
      category: z.string(),
      header_data_format: z.string().nullable(),
      header_data_text: z.string().nullable(),
      header_params_count: z.int(),
      body_data: z.string().nullable(),
      body_params_count: z.int(),
      footer_data: z.string().nullable(),
      footer_params_count: z.literal(0),
      buttons_data: z.array(z.unknown()).nullable().describe("As Meta lists them."),
      header_file_url: z.string().nullable(),
      header_variable_value: z.null(),
      body_variable_value: z.null(),
      template_type: z.null(),
      cards_json: z.null(),
      created_at: time(),
      updated_at: time().describe("When it was last read from Meta."),
    })
    .meta({ id: "Template" });

/** A page of templates. */
export const templatesAnswer = () => pageOf(template());

/** Laravel's paginator. */
const pageOf = (row: z.ZodType) =>
  z.object({
    status: z.literal("success"),
    data: z.object({
      current_page: z.int(),
      data: z.array(row),
      per_page: z.int(),
      total: z.int(),
      last_page: z.int(),
      first_page_url: z.string(),
      next_page_url: z.string().nullable(),
      prev_page_url: z.string().nullable(),
      from: z.int().nullable(),
      to: z.int().nullable(),
      path: z.string(),
      links: z.array(
        z.object({ url: z.string().nullable(), label: z.string(), active: z.boolean() }),
      ),
    }),
  });

/** Every failure. Only a 429 has no `status`. */
export const failureAnswer = () =>
  z.object({
    status: z.literal("error").optional(),
    message: z.string(),
    errors: z
      .union([z.record(z.string(), z.array(z.string())), z.string()])
      .optional()
      .describe("The sentences about each field; a text when the path names another workspace."),
    retry_after: z.int().optional().describe("Seconds to wait."),
  });
