// A lead as the API shows it: a little more of it with every question.
import { z } from "zod";
import { lazy } from "../../lib/lazy.ts";
import { nextCursor, time, uuid } from "./answers.ts";

const text = () => z.string().nullable();
const metadata = () =>
  z
    .record(z.string(), z.unknown())
    .describe("Yours, and every field that the gateway does not know.");

const known = {
  id: uuid(),
  first_name: z.string(),
  last_name: text(),
  email: text().describe("In lower case."),
  phone: text().describe("E.164."),
  source: z.string(),
  company: text(),
  title: text(),
};

const lead = lazy(() =>
  z.object({ ...known, metadata: metadata(), created_at: time() }).meta({ id: "Lead" }),
);

const changed = lazy(() =>
  z
    .object({ ...known, campaign_id: text(), metadata: metadata(), created_at: time() })
    .meta({ id: "ChangedLead" }),
);

const full = lazy(() =>
  z
    .object({
      ...known,
      metadata: metadata(),
      external_id: text(),
      tags: z.array(z.string()),
      assigned_to: text(),
      psid: text().describe("The person's id at your page on Messenger."),
      igsid: text().describe("The person's id at your account on Instagram."),
      telegram_chat_id: text().describe("The person's chat with your bot on Telegram."),
      campaign: z.object({ id: z.string(), name: z.null() }).nullable(),
      active_workflow_run: z.null().describe("Always null: this gateway runs no cadences."),
      created_at: time(),
      updated_at: time(),
    })
    .meta({ id: "FullLead" }),
);

const existed = () =>
  z.literal(true).optional().describe("There when a lead of yours was updated instead.");

/** The answer to one lead. */
const written = () =>
  z
    .object({ success: z.literal(true), existed: existed(), lead: lead() })
    .meta({ id: "WrittenLead" });

/** The answer to many. */
const writtenMany = () =>
  z
    .object({
      success: z.literal(true),
      created: z.int(),
      updated: z.int(),
      failed: z.int(),
      leads: z.array(lead().extend({ existed: existed() })).describe("Those that are in."),
      errors: z
        .array(
          z.object({
            index: z.int().describe("In the array of the request."),
            error: z.string(),
          }),
        )
        .describe("Those that were refused. They do not touch the others."),
    })
    .meta({ id: "WrittenLeads" });

export const leadsWritten = () => z.union([written(), writtenMany()]);

export const leadChanged = () => z.object({ success: z.literal(true), lead: changed() });

export const leadShown = () =>
  z.object({
    success: z.literal(true),
    lead: full(),
    variables: z.object({}).describe("Always empty: this gateway runs no cadences."),
  });

export const leadList = () =>
  z.object({
    success: z.literal(true),
    leads: z.array(
      full().extend({
        last_history_at: time()
          .nullable()
          .describe("When anything was last said to or by the lead. It may lag by a second."),
      }),
    ),
    pagination: z.object({
      total: z.int(),
      limit: z.int(),
      offset: z.int(),
      has_more: z.boolean(),
    }),
    next_cursor: nextCursor(),
  });
