// A workspace in which something of everything has happened, and nothing more will.
import { z } from "zod";
import { emailAccount, type Installation, metaAccount, retellAccount } from "./installation.ts";
import { accounts, type Gallery, galleryLead, shownNumberId, workflows } from "./world.ts";

const historySchema = z.object({
  history: z.array(z.object({ id: z.string(), message_type: z.string().optional() })),
});
const sentSchema = z.object({ message_id: z.string() });
const calledSchema = z.object({ call_id: z.string() });
const messageSchema = z.object({ message: z.object({ provider_message_id: z.string() }) });

export async function settleGallery(
  { account, add, ask }: Installation,
  key: string,
): Promise<Gallery> {
  const { shown: whatsapp, shownMail: email, shownCalls: call } = accounts;
  await account("gallery", whatsapp, metaAccount(shownNumberId));
  await account("gallery", email, emailAccount("gallery@acme.example"));
  await account("gallery", call, retellAccount("+12025550102"));
  await add("gallery", "workflows", {
    id: workflows.gallery,
    name: "Gallery",
    accounts: { whatsapp, email, call },
  });
  const phone = "+12025550160";
  await add("gallery", "leads", {
    id: galleryLead,
    first_name: "Ana",
    phone,
    email: "ana@example.com",
  });
  const simulator = "/simulator/api";
  // Nobody answers the phone until an event says so.
  await ask(key, "PUT", `${simulator}/switches`, { answer_call: "ring" });
  const photo = { phone_number_id: shownNumberId, from: phone, type: "image", image: {} };
  await ask(key, "POST", `${simulator}/replies`, photo);
  const send = (fields: object) =>
    ask(key, "POST", "/api/public/messages", {
      lead_id: galleryLead,
      workflow_id: workflows.gallery,
      ...fields,
    });
  const text = sentSchema.parse(await send({ channel: "whatsapp", content: "Hello" }));
  const mail = sentSchema.parse(await send({ channel: "email", subject: "Hi", content: "Hello" }));
  const one = calledSchema.parse(await send({ channel: "call" }));
  const two = calledSchema.parse(await send({ channel: "call" }));
  const { message } = messageSchema.parse(
    await ask(key, "GET", `/api/public/messages/${text.message_id}`),
  );
  const { history } = historySchema.parse(
    await ask(key, "GET", `/api/public/leads/${galleryLead}/history`),
  );
  const received = history.find(({ message_type }) => message_type === "image");
  if (!received) throw new Error("the photo did not arrive");
  return {
    photo: received.id,
    read: message.provider_message_id,
    mail: mail.message_id,
    calls: [one.call_id, two.call_id],
  };
}
