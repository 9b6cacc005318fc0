// The requests that are measured: sends of every kind and dialect, and what Meta reports.
import { createHmac, randomUUID } from "node:crypto";
import { z } from "zod";
import type { Person } from "../test/chaos/customer.ts";
import type { Request } from "./load.ts";
import type { BenchCustomer } from "./targets/leadwire.ts";

const content = "Hi John, here is the information you requested.";
const json = { "content-type": "application/json" };

/** A send to one person. */
export type Send = (person: Person) => Request;

const post = (path: string, headers: Record<string, string>, body: object): Request => ({
  method: "POST",
  path,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});

/** Every kind of send that is measured, by the name that the table shows. */
export function sendsOf({ keys, slug, workflowId, workspaceId, templateId }: BenchCustomer) {
  const ours =
    (channel: string, rest: object): Send =>
    ({ id }) =>
      post(
        "/api/public/messages",
        { "x-api-key": keys.public },
        { lead_id: id, workflow_id: workflowId, channel, ...rest },
      );
  const email = ours("email", { subject: "Hello", content });
  const whatsapp = ours("whatsapp", { content });
  return {
    email,
    whatsapp,
    template: ours("whatsapp", { template_id: templateId }),
    call: ours("call", {}),
    withKey: (person: Person): Request => {
      const request = email(person);
      return { ...request, headers: { ...request.headers, "idempotency-key": randomUUID() } };
    },
    toAddress: (({ email: to }) =>
      post(
        "/api/public/messages",
        { "x-api-key": keys.public },
        { to, workflow_id: workflowId, channel: "email", subject: "Hello", content },
      )) satisfies Send,
    whauto: (({ id }) =>
      post(
        "/v1/messages/whatsapp/sendtext",
        { "x-api-key": keys.whauto },
        { contact: { id }, workspace: { id: workspaceId }, textMessage: content },
      )) satisfies Send,
    votel: (({ email: recipient }) =>
      post(
        "/api/messaging/send",
        { "x-api-key": keys.votel },
        { message_data: { recipient, subject: "Hello", content } },
      )) satisfies Send,
    xobito: (({ phone }) =>
      post(
        `/api/v1/${slug}/messages/send`,
        { authorization: `Bearer ${keys.xobito}` },
        { phone_number: phone, message_body: content },
      )) satisfies Send,
  };
}

/** A callback of Meta's, signed, with all of `values` in it. */
export function metaCallback({ hooks }: BenchCustomer, values: object[]): Request {
  const metadata = {
    display_phone_number: "12025550100",
    phone_number_id: hooks.phoneNumberId,
  };
  const changes = values.map((value) => ({
    field: "messages",
    value: { messaging_product: "whatsapp", metadata, ...value },
  }));
  const entry = [{ id: "102290129340398", changes }];
  const body = JSON.stringify({ object: "whatsapp_business_account", entry });
  const mac = createHmac("sha256", hooks.secrets.whatsapp).update(body).digest("hex");
  const headers = { ...json, "x-hub-signature-256": `sha256=${mac}` };
  return { method: "POST", path: hooks.paths.whatsapp, headers, body };
}

const seconds = () => String(Math.floor(Date.now() / 1000));

/** What a person writes. */
export const written = ({ phone }: Person): object => ({
  contacts: [{ profile: { name: "John" }, wa_id: phone.slice(1) }],
  messages: [
    {
      from: phone.slice(1),
      id: `wamid.${randomUUID()}`,
      timestamp: seconds(),
      type: "text",
      text: { body: "Hello" },
    },
  ],
});

/** A message as the pretend provider took it. */
export interface Taken {
  id: string;
  to: string;
  correlationId: string;
}

const takenSchema = z.array(z.object({ id: z.string(), body: z.string() }));
const bodySchema = z.object({ to: z.string(), biz_opaque_callback_data: z.string() });

/** The newest WhatsApp messages that the provider took. */
export async function takenBy(provider: string): Promise<Taken[]> {
  const response = await fetch(`${provider}/sent`);
  return takenSchema.parse(await response.json()).map(({ id, body }) => {
    const { to, biz_opaque_callback_data: correlationId } = bodySchema.parse(JSON.parse(body));
    return { id, to, correlationId };
  });
}

/** What Meta says about one of them. */
export const reported = (message: Taken, status: "sent" | "delivered" | "read"): object => ({
  statuses: [
    {
      id: message.id,
      status,
      timestamp: seconds(),
      recipient_id: message.to.replace("+", ""),
      biz_opaque_callback_data: message.correlationId,
    },
  ],
});
