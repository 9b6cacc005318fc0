// A page, an Instagram account, and sends of theirs.
import type { Outgoing } from "../../../src/model/policy.ts";
import type { Draft } from "../../../src/providers/provider.ts";

const credentials = { access_token: "EAAtoken/with+signs", app_secret: "an-app-secret" };

export const page = { settings: { page_id: "100000000000001" }, credentials };
export const profile = { settings: { instagram_id: "17841400000000000" }, credentials };

export const draft = (outgoing: Outgoing, rest: Partial<Draft> = {}): Draft => ({
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
  to: "200000000000001",
  tag: null,
  hookPath: "/hooks/meta/abc",
  outgoing,
  ...rest,
});

export const text = (words: string): Outgoing => ({ kind: "text", text: words });

export const reply = (title: string, id = title) => ({ type: "reply" as const, id, title });
export const link = (title: string, url = "https://acme.example/") => ({
  type: "url" as const,
  title,
  url,
});

type Buttons = Extract<
  Extract<Outgoing, { kind: "interactive" }>["interaction"],
  { type: "buttons" }
>["buttons"];

export const asked = (body: string, buttons: Buttons, rest: object = {}): Outgoing => ({
  kind: "interactive",
  body,
  interaction: { type: "buttons", buttons },
  ...rest,
});

/** Meta's error envelope. */
export const errorOf = (status: number, code: number, subcode?: number) => ({
  status,
  body: {
    error: {
      message: `(#${code}) In Meta's words`,
      type: "OAuthException",
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: "BLBz/WZt8dN",
    },
  },
});

export const accepted = {
  status: 200,
  body: { recipient_id: "200000000000001", message_id: "m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM" },
};
