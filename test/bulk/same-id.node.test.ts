// What jobs rely on: the same message id is the same send, whatever became of the first.
import { expect, it } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import { accepted, busy, order, unknown, world } from "../support/lead-harness.ts";
import { template } from "./job-world.ts";

const refused: Verdict = {
  kind: "reject",
  code: "recipient_unreachable",
  message: "No.",
  provider: { name: "meta" },
};
const hello = () =>
  order({ kind: "template", templateId: "t", components: [] }, { template, messageId: "the-one" });

it.each([
  ["taken", accepted(), "sent"],
  ["refused", refused, "failed"],
  ["busy", busy, "queued"],
  ["unknown", unknown, "unknown"],
])("a repeat of what was %s sends nothing and says the same", async (_, verdict, state) => {
  const lead = world();
  lead.deliver = () => verdict;
  const first = await lead.lead.current.send(hello());
  lead.deliver = () => accepted("another");
  expect(await lead.restart().send(hello())).toEqual(first);
  expect(lead.delivered).toHaveLength(1);
  expect(lead.states()).toEqual([{ id: "the-one", state, attempt: 1 }]);
});

it("a repeat of what was on its way when the object died sends nothing", async () => {
  const lead = world();
  lead.deliver = () => new Promise<Verdict>(() => {});
  void lead.lead.current.send(hello());
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(lead.delivered).toHaveLength(1);
  expect(await lead.restart().send(hello())).toMatchObject({
    ok: true,
    receipt: { state: "unknown" },
  });
  expect(lead.delivered).toHaveLength(1);
});

it("a repeat of what was refused before it was recorded is judged anew", async () => {
  const lead = world();
  const { profile } = lead;
  lead.profile = profile && {
    ...profile,
    optOuts: { whatsapp: { scope: "all", reason: "STOP" } },
  };
  expect(await lead.lead.current.send(hello())).toMatchObject({
    failure: { code: "recipient_opted_out" },
    messageId: null,
  });
  expect(await lead.lead.current.send(hello())).toMatchObject({
    failure: { code: "recipient_opted_out" },
  });
  lead.profile = profile;
  await lead.lead.current.profileChanged({ workspaceId: "workspace", leadId: "lead" });
  expect(await lead.lead.current.send(hello())).toMatchObject({ ok: true });
  expect(lead.delivered).toHaveLength(1);
});
