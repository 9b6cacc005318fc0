// A customer of every dialect with a lead whom every channel reaches, and what Meta reports about him.
import { env } from "cloudflare:workers";
import { leadVerbs } from "../../src/wiring.ts";
import { type Answer, type Person, workspace } from "./gateway.ts";
import { meta } from "./messaging.ts";
import { clientOf } from "./votel.ts";
import { whautoClient } from "./whauto.ts";
import { xobitoClient } from "./xobito.ts";

export type Customer = Awaited<ReturnType<typeof customer>>;

const content = "Your table is ready.";

/** The providers report nothing by themselves. */
export async function customer() {
  const acme = await workspace();
  await acme.switches({ missing: true });
  const twilio = { account_sid: `AC${"0".repeat(32)}`, from: "+12025550188" };
  const made = await acme.admin("POST", "/accounts", {
    ...{ name: "sms", provider: "twilio", channel: "sms", settings: twilio },
    credentials: { auth_token: "token" },
  });
  const accounts = { ...acme.accounts, sms: made.body.account.id as string };
  const { body } = await acme.admin("POST", "/workflows", { name: "All", accounts });
  const workflow_id = body.workflow.id as string;
  const template_id = await acme.templateId("hello_world");
  const hook = (await acme.admin("GET", `/accounts/${accounts.whatsapp}`)).body.account.hook_path;
  const [whauto, votel, xobito] = [
    await whautoClient(acme),
    await clientOf(acme),
    await xobitoClient(acme),
  ];

  let reported = 0;
  const tell = (value: object): Promise<number> => {
    const change = { metadata: { phone_number_id: acme.phoneNumberId }, ...value };
    const changes = [{ field: "messages", value: change }];
    const entry = [{ id: "102290129340398", changes }];
    return meta(hook, { object: "whatsapp_business_account", entry });
  };
  const timestamp = String(Math.floor(Date.now() / 1000));

  const writes = ({ phone }: Person): Promise<number> =>
    tell({
      messages: [
        {
          ...{ from: phone.slice(1), id: `wamid.${acme.phoneNumberId}.${++reported}` },
          ...{ timestamp, type: "text", text: { body: "Hello" } },
        },
      ],
    });

  /** Of a send on each channel, without whom it goes to. */
  const bodies = {
    "WhatsApp text": { channel: "whatsapp", content },
    "WhatsApp template": { channel: "whatsapp", template_id },
    "e-mail": { channel: "email", subject: "Your table", content },
    call: { channel: "call" },
    SMS: { channel: "sms", content },
  };
  const post = (body: object, headers?: Record<string, string>): Promise<Answer> =>
    acme.call("POST", "/api/public/messages", { workflow_id, ...body }, headers);

  return {
    acme,
    simulator: env.SIMULATOR.getByName(acme.id),
    bodies,
    post,
    whauto: ({ id }: Person) =>
      whauto.send("whatsapp/sendtext", { contact: { id }, textMessage: content }),
    votel: ({ email }: Person) =>
      votel("POST", "/api/messaging/send", {
        message_data: { recipient: email, subject: "Your table", content },
      }),
    xobito: ({ phone }: Person) => xobito.send({ phone_number: phone, message_body: content }),
    job: (leads: Person[]) =>
      acme.call("POST", "/api/public/jobs", {
        ...{ workflow_id, ...bodies["e-mail"] },
        lead_ids: leads.map(({ id }) => id),
      }),

    /** A new lead who may be written to on WhatsApp, and has one e-mail from us. */
    acquaintance: async () => {
      const person = await acme.person();
      // The pretend Meta has a window of its own.
      await acme.writes(person);
      await writes(person);
      const answer = await post({ lead_id: person.id, ...bodies["e-mail"] });
      return { person, greeted: answer.headers.get("x-message-id") ?? "" };
    },
    /** The person writes to the WhatsApp number. */
    writes,
    /** Meta delivered one of our messages. */
    delivers: async (
      { phone }: Person,
      sent: { id: string; provider_message_id: string },
    ): Promise<number> =>
      tell({
        statuses: [
          {
            ...{ id: sent.provider_message_id, status: "delivered", timestamp },
            recipient_id: phone.slice(1),
            biz_opaque_callback_data: await leadVerbs.correlationId(sent.id),
          },
        ],
      }),
  };
}
