// Our own messages are read back in the words in which they were given.
import { expect, test } from "vitest";
import {
  buttonsView,
  detailsView,
  sentMediaView,
} from "../../../src/dialects/public/content-view.ts";
import type { JsonObject } from "../../../src/lib/json.ts";
import type { MessageView } from "../../../src/model/message.ts";

const message = (kind: string, details: JsonObject | null, rest: Partial<MessageView> = {}) =>
  ({ id: "m", direction: "outbound", kind, details, preview: "Hello", ...rest }) as MessageView;

const elements = [
  {
    title: "Flat",
    subtitle: "Two rooms",
    imageUrl: "https://example.com/flat.png",
    buttons: [
      { type: "url", title: "See it", url: "https://example.com/flat" },
      { type: "reply", id: "call", title: "Call me" },
    ],
  },
];

test("cards", () => {
  expect(detailsView(message("elements", { elements }))).toEqual({
    elements: [
      {
        title: "Flat",
        subtitle: "Two rooms",
        image_url: "https://example.com/flat.png",
        buttons: [
          { title: "See it", url: "https://example.com/flat" },
          { title: "Call me", id: "call" },
        ],
      },
    ],
  });
});

test("buttons of both kinds, in the history's words", () => {
  const interaction = { type: "buttons", buttons: elements[0]?.buttons ?? [] };
  expect(buttonsView(message("interactive", { body: "Hello", interaction }))).toEqual([
    { type: "URL", text: "See it", url: "https://example.com/flat" },
    { type: "QUICK_REPLY", text: "Call me" },
  ]);
});

test("a template's buttons, and what a person tapped, as they are", () => {
  const buttons = [{ type: "URL", text: "Look" }];
  expect(buttonsView(message("template", { buttons }))).toEqual(buttons);
  const tapped = { interactive: { id: "pm", type: "button_reply" } };
  const inbound = message("interactive", tapped, { direction: "inbound" });
  expect(detailsView(inbound)).toEqual(tapped);
  expect(buttonsView(inbound)).toBeNull();
});

test("a file by its address, or by where the gateway gives its bytes", () => {
  const url = "https://example.com/x.pdf";
  const file = { type: "document", filename: "x.pdf", mimeType: "application/pdf" };
  const shown = { type: "document", filename: "x.pdf", mime_type: "application/pdf" };
  expect(sentMediaView(message("media", { media: { ...file, url, id: "77" } }))).toEqual({
    ...shown,
    url,
    path: null,
  });
  expect(sentMediaView(message("media", { media: { ...file, id: "77" } }))).toEqual({
    ...shown,
    url: null,
    path: "/api/public/messages/m/media",
  });
});

test("nothing, where there is nothing", () => {
  const empty = message("text", null);
  expect([detailsView(empty), buttonsView(empty), sentMediaView(empty)]).toEqual([
    null,
    null,
    null,
  ]);
});
