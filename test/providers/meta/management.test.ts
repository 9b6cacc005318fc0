import { describe, expect, test } from "vitest";
import { receiver } from "../../../src/providers/meta/receiver.ts";
import { managementBody, now } from "./webhook-bodies.ts";

const owner = "102290129340398";
const template = {
  message_template_id: 1689556908129832,
  message_template_name: "order_confirmation",
  message_template_language: "en_US",
};
const read = (field: string, value: object) => receiver.parse(managementBody(field, value), now);
const statusOf = (value: object) =>
  read("message_template_status_update", { ...template, ...value });

describe("a template", () => {
  test.each([
    ["APPROVED", "APPROVED"],
    ["REINSTATED", "APPROVED"],
    ["UNARCHIVED", "APPROVED"],
    ["PAUSED", "PAUSED"],
    ["DISABLED", "DISABLED"],
    ["DELETED", "DELETED"],
    ["PENDING_DELETION", "PENDING_DELETION"],
    ["PENDING", "PENDING"],
    ["IN_APPEAL", "IN_APPEAL"],
    ["LIMIT_EXCEEDED", "LIMIT_EXCEEDED"],
    ["ARCHIVED", "ARCHIVED"],
  ])("that is %s has the status %s", (event, status) => {
    expect(statusOf({ event, reason: "NONE" })).toStrictEqual([
      {
        kind: "template",
        owner,
        providerTemplateId: "1689556908129832",
        name: "order_confirmation",
        language: "en_US",
        status,
        at: 1751247548000,
      },
    ]);
  });

  test.each(["FLAGGED", "LOCKED"])("that is %s keeps its status", (event) => {
    const [update] = statusOf({ event, reason: "NONE" });
    expect(update).toMatchObject({ kind: "template", reason: event });
    expect(update).not.toHaveProperty("status");
  });

  test("says why it was paused", () => {
    const other_info = { title: "FIRST_PAUSE", description: "Paused for 3 hours." };
    expect(statusOf({ event: "PAUSED", reason: "NONE", other_info })).toMatchObject([
      { status: "PAUSED", reason: "FIRST_PAUSE: Paused for 3 hours." },
    ]);
  });

  test("may change its category", () => {
    const value = { ...template, previous_category: "UTILITY", new_category: "MARKETING" };
    const [update] = read("template_category_update", value);
    expect(update).toMatchObject({ kind: "template", category: "MARKETING" });
    expect(update).not.toHaveProperty("status");
  });

  test("is named by name and language when its id is too large to be read exactly", () => {
    const message_template_id = Number("12022630585481072699");
    expect(statusOf({ event: "APPROVED", message_template_id })).toMatchObject([
      { kind: "template", providerTemplateId: "", name: "order_confirmation" },
    ]);
  });

  test.each([
    ["message_template_status_update", { ...template, event: "BAKED" }],
    ["message_template_status_update", { event: "APPROVED" }],
    ["message_template_quality_update", template],
    ["template_category_update", template],
    ["message_template_components_update", template],
  ])("is unknown in %s of %j", (field, value) => {
    expect(read(field, value)).toMatchObject([{ kind: "unknown", sender: owner }]);
  });
});

describe("an account", () => {
  test.each([
    "account_alerts",
    "account_review_update",
    "account_update",
    "business_capability_update",
    "phone_number_name_update",
    "phone_number_quality_update",
  ])("keeps a %s whole", (field) => {
    const value = {
      display_phone_number: "15550783881",
      event: "FLAGGED",
      current_limit: "TIER_1K",
    };
    expect(read(field, value)).toStrictEqual([
      {
        kind: "account",
        owner,
        sender: null,
        event: field,
        at: 1751247548000,
        details: value,
      },
    ]);
  });

  test("dates an event without a time by its arrival", () => {
    const body = managementBody("account_update", { event: "X" });
    const entry = body.entry.map(({ time: _time, ...rest }) => rest);
    expect(receiver.parse({ ...body, entry }, now)).toMatchObject([{ kind: "account", at: now }]);
  });
});
