// D1: what all leads share. Configuration and people live here; of messages only a projection does.
// Times are epoch milliseconds. Every table but `workspaces` and `installation` is keyed by workspace.
import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { AccountHealth, Environment } from "../model/account.ts";
import type { AddressKind } from "../model/address.ts";
import type { Channel, ProviderName } from "../model/channel.ts";
import type { JobCounts, JobStatus } from "../model/job.ts";
import type { DialectName, Scope } from "../model/key.ts";
import type { MessageStatus } from "../model/message.ts";
import type { TemplateDefinition } from "../model/template.ts";
import type { WorkflowDefaults } from "../model/workflow.ts";

/** Facts fixed when the gateway is first used, such as how many lead objects there are. */
export const installation = sqliteTable("installation", {
  name: text().primaryKey(),
  value: text().notNull(),
});

export const workspaces = sqliteTable("workspaces", {
  id: text().primaryKey(),
  name: text().notNull(),
  environment: text().$type<Environment>().notNull(),
  /** ISO 3166-1 alpha-2: how national phone numbers are read. */
  defaultCountry: text("default_country"),
  /** How long messages are kept; null keeps them for good. */
  retentionDays: integer("retention_days").default(365),
  createdAt: integer("created_at").notNull(),
  /** What the workspace is called in paths, as Xobito's "subdomain". */
  slug: text().unique("workspaces_slug"),
});

export const keys = sqliteTable(
  "keys",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    dialect: text().$type<DialectName>().notNull().default("public"),
    /** `k1:` and the HMAC-SHA-256 of the key under the pepper; the key itself is nowhere. */
    hash: text().notNull(),
    name: text().notNull(),
    /** The key's prefix and last four characters, for people to recognise it. */
    hint: text().notNull(),
    scopes: text({ mode: "json" }).$type<Scope[]>().notNull(),
    /** Requests per minute. */
    rateLimit: integer("rate_limit").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at"),
    revokedAt: integer("revoked_at"),
  },
  (t) => [uniqueIndex("keys_hash").on(t.hash), index("keys_workspace").on(t.workspaceId)],
);

export const accounts = sqliteTable(
  "accounts",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    provider: text().$type<ProviderName>().notNull(),
    channel: text().$type<Channel>().notNull(),
    name: text().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    settings: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** Credentials, AES-256-GCM, bound to workspace and row. Write-only. */
    sealed: text().notNull(),
    hookId: text("hook_id").notNull(),
    /** Carries its channel where a send names neither workflow nor account; else the oldest does. */
    isDefault: integer("is_default", { mode: "boolean" }).notNull().default(false),
    /** What the provider reported about the account itself; null when nothing yet. */
    health: text({ mode: "json" }).$type<AccountHealth>(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("accounts_hook").on(t.hookId), index("accounts_workspace").on(t.workspaceId)],
);

export const workflows = sqliteTable(
  "workflows",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    name: text().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    defaults: text({ mode: "json" }).$type<WorkflowDefaults>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("workflows_workspace").on(t.workspaceId)],
);

/** Which account serves a channel of a workflow. */
export const workflowAccounts = sqliteTable(
  "workflow_accounts",
  {
    workflowId: text("workflow_id").notNull(),
    channel: text().$type<Channel>().notNull(),
    accountId: text("account_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workflowId, t.channel] })],
);

export const templates = sqliteTable(
  "templates",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    accountId: text("account_id").notNull(),
    providerTemplateId: text("provider_template_id").notNull(),
    name: text().notNull(),
    language: text().notNull(),
    status: text().notNull(),
    category: text().notNull(),
    parameterFormat: text("parameter_format").$type<"POSITIONAL" | "NAMED">().notNull(),
    components: text({ mode: "json" }).$type<TemplateDefinition>().notNull(),
    syncedAt: integer("synced_at").notNull(),
    quality: text(),
    rejectedReason: text("rejected_reason"),
    /** Per facet (`status`, `category`, `quality`) the time of the latest report: an older one is late. */
    reported: text({ mode: "json" }).$type<Record<string, number>>(),
  },
  (t) => [
    uniqueIndex("templates_name").on(t.accountId, t.name, t.language),
    index("templates_workspace").on(t.workspaceId),
  ],
);

/** People. A lead's id may be the caller's own UUID, so it is unique within its workspace only. */
export const leads = sqliteTable(
  "leads",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text().notNull(),
    firstName: text("first_name").notNull(),
    lastName: text("last_name"),
    company: text(),
    title: text(),
    source: text().notNull(),
    externalId: text("external_id"),
    campaignId: text("campaign_id"),
    /** Who looks after the lead: the caller's own id of a person. */
    assignedTo: text("assigned_to"),
    tags: text({ mode: "json" }).$type<string[]>().notNull(),
    metadata: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** New with every write; a write is conditional on the revision it was computed from. */
    revision: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("leads_recent").on(t.workspaceId, t.createdAt, t.id),
  ],
);

/** Where a lead can be reached: at most one address of a kind per lead; leads may share an address. */
export const addresses = sqliteTable(
  "addresses",
  {
    workspaceId: text("workspace_id").notNull(),
    leadId: text("lead_id").notNull(),
    kind: text().$type<AddressKind>().notNull(),
    /** E.164 for a phone; e-mail in lower case, so that letter case never makes a second person. */
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.leadId, t.kind] }),
    index("addresses_value").on(t.workspaceId, t.kind, t.value),
  ],
);

/** Addresses that take nothing more from a workspace: they bounced for good, or their owner complained. */
export const suppressions = sqliteTable(
  "suppressions",
  {
    workspaceId: text("workspace_id").notNull(),
    kind: text().$type<AddressKind>().notNull(),
    /** As in `addresses`. */
    value: text().notNull(),
    reason: text().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.kind, t.value] })],
);

/**
 * What people want on a channel, by the address that they said it from: everything that was said counts for
 * whoever has the address. `none` stays as a row, so that an older report changes nothing.
 */
export const optOuts = sqliteTable(
  "opt_outs",
  {
    workspaceId: text("workspace_id").notNull(),
    channel: text().$type<Channel>().notNull(),
    /** As in `addresses`. */
    value: text().notNull(),
    scope: text().$type<"all" | "marketing" | "none">().notNull(),
    reason: text().notNull(),
    /** When it was said: of two the later counts. */
    saidAt: integer("said_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.channel, t.value] })],
);

/** Whole numbers for dialects whose things have numbers for ids. Counted per workspace and noun from 1. */
export const numbers = sqliteTable(
  "numbers",
  {
    workspaceId: text("workspace_id").notNull(),
    noun: text().notNull(),
    number: integer().notNull(),
    /** Our id of the thing. */
    ref: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.noun, t.number] }),
    uniqueIndex("numbers_ref").on(t.workspaceId, t.noun, t.ref),
  ],
);

/** Tags that exist by themselves, whether a lead carries them or not. */
export const tags = sqliteTable(
  "tags",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text().notNull(),
    name: text().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("tags_name").on(t.workspaceId, t.name),
  ],
);

/** Bulk sends, as their objects last reported them. The objects hold the truth. */
export const jobs = sqliteTable(
  "jobs",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text().notNull(),
    name: text(),
    status: text().$type<JobStatus>().notNull(),
    counts: text({ mode: "json" }).$type<JobCounts>().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** When somebody looks whether the job was forgotten; null once it is over. */
    checkAt: integer("check_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("jobs_recent").on(t.workspaceId, t.createdAt, t.id),
    index("jobs_check").on(t.checkAt).where(sql`check_at IS NOT NULL`),
    index("jobs_paused").on(t.workspaceId).where(sql`status = 'paused'`),
  ],
);

/** What providers told us that we did not understand, or could not attribute. Authentic, kept for 8 days. */
export const journal = sqliteTable(
  "journal",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    accountId: text("account_id").notNull(),
    provider: text().$type<ProviderName>().notNull(),
    reason: text().notNull(),
    /** The request's body as it came, cut where D1's limit for a row demands it. */
    body: text().notNull(),
    /** Bytes of the whole body. */
    bodyBytes: integer("body_bytes").notNull(),
    receivedAt: integer("received_at").notNull(),
  },
  (t) => [
    index("journal_recent").on(t.workspaceId, t.receivedAt, t.id),
    index("journal_age").on(t.receivedAt),
  ],
);

/** A projection of what the lead objects hold; it may lag by a second. */
export const messages = sqliteTable(
  "messages",
  {
    id: text().primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    leadId: text("lead_id").notNull(),
    direction: text().$type<"outbound" | "inbound">().notNull(),
    channel: text().$type<Channel>().notNull(),
    kind: text().notNull(),
    status: text().$type<MessageStatus>().notNull(),
    providerMessageId: text("provider_message_id"),
    failureCode: text("failure_code"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    version: integer().notNull(),
    /** When the sweeper looks after it; null once it is finished. */
    checkAt: integer("check_at"),
    /**
     * How long after its own time we learnt of it: of what was reported about the message, the slowest. Null
     * when nothing was, when the provider tells no times, or when it was not measured.
     */
    lagMs: integer("lag_ms"),
  },
  (t) => [
    index("messages_recent").on(t.workspaceId, t.createdAt, t.id),
    index("messages_lead").on(t.workspaceId, t.leadId, t.createdAt, t.id),
    index("messages_status").on(t.workspaceId, t.status, t.createdAt, t.id),
    index("messages_check").on(t.status, t.checkAt).where(sql`check_at IS NOT NULL`),
    index("messages_provider_id")
      .on(t.workspaceId, t.providerMessageId)
      .where(sql`provider_message_id IS NOT NULL`),
  ],
);
