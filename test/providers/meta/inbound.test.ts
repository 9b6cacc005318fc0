import { describe, expect, test } from "vitest";
import { receiver } from "../../../src/providers/meta/receiver.ts";
import { bodyOf, message, now, sender } from "./webhook-bodies.ts";

const read = (item: object, contacts: object[] = []) =>
  receiver.parse(bodyOf({ messages: [item], contacts }), now);
const userId = "US.13491208655302741918";

describe("a message", () => {
  test.each<[string, object, object]>([
    [
      "a location",
      message("location", { latitude: 37.46, longitude: -122.21, name: "HQ", address: "1 Way" }),
      {
        type: "location",
        text: null,
        details: {
          location: { latitude: 37.46, longitude: -122.21, name: "HQ", address: "1 Way" },
        },
      },
    ],
    [
      "contacts",
      message("contacts", [{ name: { formatted_name: "A B" }, phones: [{ phone: "+1 650" }] }]),
      {
        type: "contacts",
        details: {
          contacts: [{ name: { formatted_name: "A B" }, phones: [{ phone: "+1 650" }] }],
        },
      },
    ],
    [
      "the answers of a flow",
      message("interactive", {
        type: "nfm_reply",
        nfm_reply: { name: "flow", body: "Sent", response_json: '{"rating":"4"}' },
      }),
      {
        text: null,
        details: {
          interactive: {
            type: "nfm_reply",
            name: "flow",
            body: "Sent",
            response_json: '{"rating":"4"}',
          },
        },
      },
    ],
    [
      "a sticker",
      message("sticker", { id: "1", mime_type: "image/webp", sha256: "x=", animated: true }),
      { details: { media: { id: "1", mime_type: "image/webp", sha256: "x=", animated: true } } },
    ],
    [
      "a document",
      message("document", { id: "1", filename: "a.pdf", caption: "Here", voice: "yes" }),
      { text: "Here", details: { media: { id: "1", filename: "a.pdf", caption: "Here" } } },
    ],
    [
      "a text that was forwarded often",
      message("text", { body: "Hi" }, { context: { frequently_forwarded: true } }),
      { details: { context: { forwarded: true, frequently_forwarded: true } } },
    ],
    [
      "an order with a note",
      message("order", { catalog_id: "1", text: "Soon please", product_items: [] }),
      { text: "Soon please" },
    ],
    [
      "a type that is not known yet",
      message("hologram", { id: "1" }),
      { type: "hologram", text: null, details: {}, opensWindow: true },
    ],
    ["half a surrogate pair", message("text", { body: "a\ud800b" }), { text: "a\ufffdb" }],
  ])("may hold %s", (_what, item, expected) => {
    expect(read(item)).toMatchObject([{ kind: "message", sender, opensWindow: true, ...expected }]);
  });

  test("may be taken back, which opens no window", () => {
    const item = message("revoke", { original_message_id: "wamid.before" });
    expect(read(item)).toMatchObject([
      {
        kind: "message",
        type: "revoke",
        opensWindow: false,
        details: { deleted: { message_id: "wamid.before" } },
      },
    ]);
  });

  test("may be edited into new words", () => {
    const edited = { type: "text", text: { body: "new words" } };
    const item = message("edit", { original_message_id: "wamid.before", message: edited });
    expect(read(item)).toMatchObject([
      {
        type: "edit",
        text: "new words",
        opensWindow: true,
        details: { edited: { message_id: "wamid.before" } },
      },
    ]);
  });

  test("opens no window when WhatsApp wrote it, or when a chat was merely opened", () => {
    const notice = { type: "customer_identity_changed", body: "The security code changed" };
    expect(read(message("system", notice))).toMatchObject([
      { kind: "message", text: "The security code changed", opensWindow: false },
    ]);
    expect(read(message("request_welcome", {}))).toMatchObject([
      { kind: "message", text: null, opensWindow: false },
    ]);
  });

  test.each(["-1", "1e9", "999999999999", -5, 1.5, "", null])(
    "is unknown at the time %j",
    (timestamp) => {
      expect(read(message("text", { body: "x" }, { timestamp }))).toEqual([
        { kind: "unknown", sender, reason: "a message that could not be read" },
      ]);
    },
  );
});

describe("a person", () => {
  const anonymous = message("text", { body: "x" }, { from: undefined });

  test("may have a user id and no number", () => {
    const contact = { profile: { name: "Jo", username: "jo" }, user_id: userId };
    expect(read({ ...anonymous, from_user_id: userId }, [contact])).toMatchObject([
      { from: { phone: null, userId, email: null }, profileName: "Jo" },
    ]);
  });

  test("is completed by a contact that shares the number or the user id", () => {
    const contact = { profile: { name: "Jo" }, wa_id: "16505551234", user_id: userId };
    const whole = { from: { phone: "+16505551234", userId }, profileName: "Jo" };
    expect(read(message("text", { body: "x" }), [contact])).toMatchObject([whole]);
    expect(read({ ...anonymous, from_user_id: userId }, [contact])).toMatchObject([whole]);
  });

  test("is never guessed from a contact who is somebody else", () => {
    const contact = { profile: { name: "Jo" }, wa_id: "16505559999", user_id: userId };
    expect(read(message("text", { body: "x" }), [contact])).toMatchObject([
      { from: { phone: "+16505551234", userId: null }, profileName: null },
    ]);
    expect(read(anonymous, [contact])).toMatchObject([{ kind: "unknown" }]);
  });

  test("is nobody when neither a number nor a user id is one", () => {
    for (const [from, from_user_id] of [
      ["not a number", "not an id"],
      ["", ""],
      ["123", "us.1"],
    ]) {
      expect(read(message("text", { body: "x" }, { from, from_user_id }))).toMatchObject([
        { kind: "unknown", sender },
      ]);
    }
  });
});

describe("a new user id", () => {
  const next = "US.24817305912873645029";
  const notice = (body: string, rest: object = {}) =>
    read(message("system", { type: "user_changed_user_id", user_id: next, body }, rest));

  test("is read from its own event, which names both", () => {
    const change = {
      wa_id: "15557654321",
      user_id: { previous: userId, current: next },
      timestamp: "1700000003",
    };
    const body = bodyOf({ user_id_update: [change, null] }, "user_id_update");
    expect(receiver.parse(body, now)).toEqual([
      {
        kind: "address",
        sender,
        before: { phone: null, userId, email: null },
        after: { phone: "+15557654321", userId: next, email: null },
        at: 1700000003000,
      },
      { kind: "unknown", sender, reason: "a user id's change that could not be read" },
    ]);
  });

  test("is not learnt from a name that looks like a notice", () => {
    const named = { from: undefined };
    for (const body of [
      `User changed from US.1 to ${next} was renamed`,
      `User A changed from US.1 to ${next} changed from ${userId} to US.2`,
      "User A",
    ]) {
      const [update] = notice(body, named);
      expect(update, body).toMatchObject({ kind: "unknown" });
    }
    expect(
      notice(`User changed from US.1 to ${next} changed from ${userId} to ${next}`, named),
    ).toMatchObject([{ kind: "address", before: { userId }, after: { userId: next } }]);
  });
});

describe("a call", () => {
  const call = {
    id: "wacid.1",
    from: "16505551234",
    to: sender,
    event: "connect",
    timestamp: "1752583107",
    direction: "USER_INITIATED",
    session: { sdp: "v=0", sdp_type: "offer" },
  };
  const told = (item: object) => receiver.parse(bodyOf({ calls: [item] }, "calls"), now);

  test("of a person opens the window", () => {
    expect(told(call)).toEqual([
      {
        kind: "message",
        sender,
        from: { phone: "+16505551234", userId: null, email: null },
        providerMessageId: "wacid.1",
        at: 1752583107000,
        type: "call",
        text: null,
        profileName: null,
        opensWindow: true,
        details: {},
      },
    ]);
  });

  test.each([
    ["of ours", { ...call, direction: "BUSINESS_INITIATED" }],
    ["that ended", { ...call, event: "terminate" }],
    ["of nobody", { ...call, from: "?" }],
  ])("%s opens none", (_what, item) => {
    expect(told(item)).toEqual([{ kind: "unknown", sender, reason: "an event of a call" }]);
  });
});
