// Messenger says until when everything was read, and names no message.
import { expect, test } from "vitest";
import {
  accepted,
  accounts,
  order,
  ref,
  report,
  startedAt,
  templateOf,
  unknown,
  world,
} from "../support/lead-harness.ts";

const template = templateOf(accounts.whatsapp.id);
const address = "+12025550123";

/** A lead whose messages leave a second apart, and what it says of them. */
async function conversation(count: number) {
  const w = world();
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    w.now = startedAt + n * 1_000;
    w.deliver = () => accepted(`provider-${n}`);
    const message = order({ kind: "template", templateId: "t", components: [] }, { template });
    ids.push(message.messageId);
    await w.lead.current.send(message);
  }
  return {
    w,
    ids,
    upTo: (
      at: number,
      rest: { accountId?: string; address?: string; name?: "read" | "delivered" } = {},
    ) => {
      const { name = "read", accountId = accounts.whatsapp.id } = rest;
      const said = report(null, name, at, { accountId, providerMessageId: "" });
      return w.lead.current.report(
        { ...said, upTo: { address: rest.address ?? address, at } },
        ref,
      );
    },
    statuses: async () => {
      const messages = ids.map((id) => w.lead.current.message("workspace", id));
      return (await Promise.all(messages)).map((message) => message?.status);
    },
  };
}

test("everything that left until then is read, what left later is not", async () => {
  const { upTo, statuses } = await conversation(3);
  expect(await upTo(startedAt + 1_000)).toBe("recorded");
  expect(await statuses()).toEqual(["read", "read", "sent"]);
  expect(await upTo(startedAt + 1_000)).toBe("duplicate");
  expect(await upTo(startedAt)).toBe("duplicate");
  expect(await upTo(startedAt + 5_000)).toBe("recorded");
  expect(await statuses()).toEqual(["read", "read", "read"]);
});

test("each message keeps its own first reading", async () => {
  const { w, ids, upTo } = await conversation(2);
  await upTo(startedAt);
  await upTo(startedAt + 60_000);
  const messages = await Promise.all(ids.map((id) => w.lead.current.message("workspace", id)));
  expect(messages.map((message) => message?.readAt)).toEqual([startedAt, startedAt + 60_000]);
  expect(messages.map((message) => message?.facts.length)).toEqual([1, 1]);
});

test("the provider's own time of a message counts before ours", async () => {
  const { w, ids, upTo, statuses } = await conversation(1);
  const early = startedAt - 400;
  expect(await upTo(early)).toBe("duplicate");
  await w.lead.current.report(
    report(ids[0] ?? "", "sent", early, { providerMessageId: "provider-0" }),
    null,
  );
  expect(await upTo(early)).toBe("recorded");
  expect(await statuses()).toEqual(["read"]);
});

test("other accounts, addresses and failed messages are left alone", async () => {
  const { w, ids, upTo, statuses } = await conversation(2);
  const later = startedAt + 60_000;
  expect(await upTo(later, { accountId: "another" })).toBe("duplicate");
  expect(await upTo(later, { address: "+12025550199" })).toBe("duplicate");
  const failure = { code: "recipient_unreachable" as const, message: "no" };
  await w.lead.current.report(
    report(ids[0] ?? "", "failed", later, { failure, providerMessageId: "provider-0" }),
    null,
  );
  await upTo(later, { name: "delivered" });
  expect(await statuses()).toEqual(["failed", "delivered"]);
});

test("it settles nothing whose outcome is unknown: it names no message", async () => {
  const { w, upTo, statuses, ids } = await conversation(0);
  w.deliver = () => unknown;
  const message = order({ kind: "template", templateId: "t", components: [] }, { template });
  ids.push(message.messageId);
  await w.lead.current.send(message);
  expect(await upTo(startedAt + 60_000)).toBe("duplicate");
  expect(await statuses()).toEqual(["unknown"]);
});

test("without a lead it is nobody's", async () => {
  const { w } = await conversation(1);
  const said = report(null, "read", startedAt, { providerMessageId: "" });
  const given = { ...said, upTo: { address, at: startedAt } };
  expect(await w.lead.current.report(given, null)).toBe("unknown");
});
