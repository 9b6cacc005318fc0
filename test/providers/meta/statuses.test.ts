import { describe, expect, test } from "vitest";
import { receiver } from "../../../src/providers/meta/receiver.ts";
import { bodyOf, now, sender, status } from "./webhook-bodies.ts";

const read = (item: object) => receiver.parse(bodyOf({ statuses: [item] }), now);

describe("a status", () => {
  test.each(["sent", "delivered", "read", "played"])("may be %s", (name) => {
    expect(read(status(name))).toEqual([
      {
        kind: "report",
        sender,
        correlationId: null,
        providerMessageId: "wamid.out",
        person: { phone: "+16505551234", userId: null, email: null },
        fact: { name, at: 1751142888000, failure: null, details: {} },
      },
    ]);
  });

  test("brings back what we gave Meta, and nothing that we cannot have given", () => {
    const correlated = (biz_opaque_callback_data: unknown) =>
      read(status("sent", { biz_opaque_callback_data }));
    expect(correlated("ours.mac")).toMatchObject([{ correlationId: "ours.mac" }]);
    for (const strange of ["", "x".repeat(513), 5, null, {}]) {
      expect(correlated(strange)).toMatchObject([{ kind: "report", correlationId: null }]);
    }
  });

  test("may be about a person without a number, or about nobody by name", () => {
    const userId = "US.13491208655302741918";
    const nameless = { recipient_id: undefined };
    expect(read(status("read", { ...nameless, recipient_user_id: userId }))).toMatchObject([
      { person: { phone: null, userId } },
    ]);
    expect(read(status("read", nameless))).toMatchObject([
      { kind: "report", person: { phone: null, userId: null } },
    ]);
  });

  test.each(["warning", "deleted", "SENT", "", "__proto__"])("is unknown as %j", (word) => {
    expect(read(status(word))).toEqual([
      { kind: "unknown", sender, reason: `a status ${JSON.stringify(word)}` },
    ]);
  });
});

describe("a failure", () => {
  const failure = (errors: unknown) => {
    const [update] = read(status("failed", { errors }));
    return update?.kind === "report" ? update.fact.failure : null;
  };

  test.each([
    [131047, "window_closed"],
    [131026, "recipient_unreachable"],
    [131049, "recipient_refused"],
    [131050, "recipient_refused"],
    [132001, "template_refused"],
    [131053, "content_refused"],
    [131042, "account_refused"],
    [190, "credentials_refused"],
    [200, "credentials_refused"],
    [130429, "provider_busy"],
    [131056, "provider_busy"],
    [131000, "provider_refused"],
    [999999, "provider_refused"],
  ])("%i is %s, with something to do", (code, ours) => {
    expect(failure([{ code, title: "In Meta's words" }])).toMatchObject({
      code: ours,
      message: expect.stringMatching(/\w{3,}.*\.$/),
      provider: { name: "meta", code, message: "In Meta's words" },
    });
  });

  test("keeps every error whole", () => {
    const errors = [
      { code: 131047, title: "Re-engagement message", href: "https://x", new_member: [1] },
      { code: 131026 },
    ];
    expect(failure(errors)).toMatchObject({ code: "window_closed", details: { errors } });
  });

  test.each([[undefined], [null], [[]], ["x"], [[null]], [[{ code: "x", title: 5 }]]])(
    "is still a failure with the errors %j",
    (errors) => {
      expect(failure(errors)).toMatchObject({
        code: "provider_refused",
        provider: { name: "meta" },
      });
    },
  );
});
