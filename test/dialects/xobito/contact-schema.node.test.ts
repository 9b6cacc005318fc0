// How a lead that another dialect wrote looks as a contact.
import { expect, test } from "vitest";
import { contactView } from "../../../src/dialects/xobito/contact-schema.ts";
import type { Lead } from "../../../src/store/leads/merge-leads.ts";

const lead = (metadata: Record<string, unknown>): Lead => ({
  workspaceId: "9f0c7d6e-0000-4000-8000-00000000000a",
  id: "9f0c7d6e-0000-4000-8000-000000000001",
  firstName: "John",
  lastName: null,
  phone: "+14155551234",
  email: null,
  psid: null,
  igsid: null,
  telegramChatId: null,
  company: null,
  title: null,
  source: "api",
  externalId: null,
  campaignId: null,
  assignedTo: null,
  tags: [],
  metadata,
  createdAt: 0,
  updatedAt: 0,
});
const view = (metadata: Record<string, unknown>) =>
  contactView(lead(metadata), { id: 1, groupIds: [], isOptedOut: false });

test("shows its own fields of the metadata", () => {
  expect(view({ type: "customer", source_id: 2, zip: "94103" })).toMatchObject({
    type: "customer",
    source_id: 2,
    zip: "94103",
    city: null,
  });
});

test("shows nothing where another dialect keeps something else under the same name", () => {
  expect(
    view({ type: 7, source_id: "web", zip: { code: 94103 }, address: ["a", "b"] }),
  ).toMatchObject({ type: "lead", source_id: null, zip: null, address: null });
});
