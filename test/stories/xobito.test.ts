// Xobito's sends: the examples of the contract, what the person received, what comes back, and every answer
// to the letter.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newKeyText } from "../../src/model/key.ts";
import { answerOf, type Person, request, type Workspace, workspace } from "../support/gateway.ts";
import { type XobitoClient, xobitoClient } from "../support/xobito.ts";

let acme: Workspace;
let xobito: XobitoClient;
let john: Person;
const soon = { timeout: 15_000 };

beforeAll(async () => {
  acme = await workspace();
  xobito = await xobitoClient(acme);
});
beforeEach(async () => {
  john = await acme.person();
  await acme.writes(john);
});

const wamid = expect.stringMatching(/^wamid\./);
const micro = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z$/);
const whole = expect.any(Number);
const last = async () => (await acme.state()).phone.at(-1);
const text = (message_body = "Hello from the API!") => ({
  phone_number: john.phone,
  message_body,
});

const sent = (phone: string, message = "Message sent successfully", contact_created = false) => ({
  status: "success",
  message,
  data: {
    message_id: wamid,
    contact_id: whole,
    phone,
    status: "sent",
    sent_at: micro,
    chat_id: whole,
    contact_created,
    whatsapp_response: {
      messaging_product: "whatsapp",
      contacts: [{ input: phone, wa_id: phone.slice(1) }],
      messages: [{ id: wamid }],
    },
  },
});
const invalid = (errors: Record<string, string[]>) => ({
  status: 422,
  body: { status: "error", message: "Validation failed", errors },
});
const error = (status: number, message: string) => ({
  status,
  body: { status: "error", message },
});

describe("sends", () => {
  test("a text", async () => {
    const { status, body } = await xobito.send(text());
    expect({ status, body }).toEqual({ status: 200, body: sent(john.phone) });
    expect(Object.keys(body.data)).toEqual([
      "message_id",
      "contact_id",
      "phone",
      "status",
      "sent_at",
      "chat_id",
      "contact_created",
      "whatsapp_response",
    ]);
    expect(body.data.whatsapp_response.messages[0].id).toBe(body.data.message_id);
    expect(await last()).toMatchObject({
      id: body.data.message_id,
      request: { to: john.phone, type: "text", text: { body: "Hello from the API!" } },
    });
  });

  test("reply buttons, and what the person taps comes back", async () => {
    const buttons = [
      { id: "confirm_1", title: "Confirm" },
      { id: "cancel_1", title: "Cancel" },
    ];
    const { status, body } = await xobito.send({
      ...text("Please confirm your appointment"),
      message_type: "interactive",
      header: "Appointment",
      footer: "Acme Clinic",
      buttons,
    });
    expect({ status, body }).toEqual({ status: 200, body: sent(john.phone) });
    expect((await last()).request).toMatchObject({
      type: "interactive",
      interactive: {
        type: "button",
        header: { type: "text", text: "Appointment" },
        body: { text: "Please confirm your appointment" },
        footer: { text: "Acme Clinic" },
        action: { buttons: buttons.map((reply) => ({ type: "reply", reply })) },
      },
    });

    const tapped = await acme.call("POST", "/simulator/api/replies", {
      phone_number_id: acme.phoneNumberId,
      from: john.phone,
      type: "button",
      reply_to: body.data.message_id,
      reply: buttons[0],
    });
    expect(tapped.body.delivered).toMatchObject({ status: 200 });
    const path = `/api/public/leads/${john.id}/history?order_by=desc`;
    const latest = async () => (await acme.call("GET", path)).body.history[0];
    await expect.poll(latest, soon).toMatchObject({ direction: "inbound", content: "Confirm" });
    expect(JSON.stringify((await acme.message((await latest()).id)).details)).toContain(
      "confirm_1",
    );
  });

  test("a link", async () => {
    const { status, body } = await xobito.send({
      ...text("Track your order"),
      message_type: "cta_url",
      button_text: "Track",
      button_url: "https://example.com/track/123",
    });
    expect({ status, body }).toEqual({ status: 200, body: sent(john.phone) });
    expect((await last()).request.interactive).toMatchObject({
      type: "cta_url",
      action: {
        name: "cta_url",
        parameters: { display_text: "Track", url: "https://example.com/track/123" },
      },
    });
  });

  test("a template to a number that nobody knows, who then is a contact", async () => {
    const phone_number = "+14155550101";
    const template = {
      phone_number,
      template_name: "order_update",
      template_language: "en_US",
      header_image_url: "https://example.com/parcel.png",
      field_1: "Jane",
      field_2: "A-1001",
      button_0: "A-1001",
      contact: { firstname: "Jane", groups: "VIP" },
    };
    const { status, body } = await xobito.call("POST", "/messages/template", template);
    const words = "Template message sent successfully";
    expect({ status, body }).toEqual({ status: 200, body: sent(phone_number, words, true) });
    const { template: shown } = await last();
    for (const word of ["Jane", "A-1001"]) expect(JSON.stringify(shown)).toContain(word);

    const again = await xobito.call("POST", "/messages/template", template);
    expect(again.body.data).toMatchObject({
      contact_created: false,
      contact_id: body.data.contact_id,
      chat_id: body.data.chat_id,
    });
    const { data } = (await xobito.call("GET", "/contacts?per_page=100")).body.data;
    const jane = data.find(({ id }: { id: number }) => id === body.data.contact_id);
    expect(jane).toMatchObject({ firstname: "Jane", phone: phone_number });
    expect(jane.group_id).toHaveLength(1);
  });

  test("a contact without a name is called by its number, and by its name once that is said", async () => {
    const phone_number = "+14155550102";
    const template = { phone_number, template_name: "hello_world", template_language: "en_US" };
    const { body } = await xobito.call("POST", "/messages/template", template);
    const contact = async () => {
      const { data } = (await xobito.call("GET", "/contacts?per_page=100")).body.data;
      return data.find(({ id }: { id: number }) => id === body.data.contact_id);
    };
    expect(await contact()).toMatchObject({ firstname: phone_number });
    const named = { ...template, contact: { firstname: "Mia", assigned_id: 7 } };
    expect((await xobito.call("POST", "/messages/template", named)).body.data).toMatchObject({
      contact_created: false,
    });
    expect(await contact()).toMatchObject({ firstname: "Mia", assigned_id: 7 });
  });

  test("a file by its URL", async () => {
    const { status, body } = await xobito.call("POST", "/messages/media", {
      phone_number: john.phone,
      media_type: "document",
      media_url: "https://example.com/offer.pdf",
      caption: "Your offer",
      filename: "offer.pdf",
    });
    const words = "Media message sent successfully";
    expect({ status, body }).toEqual({ status: 200, body: sent(john.phone, words) });
    expect((await last()).request).toMatchObject({
      type: "document",
      document: {
        link: "https://example.com/offer.pdf",
        caption: "Your offer",
        filename: "offer.pdf",
      },
    });
  });

  test("a file that comes with the request, and once for one Idempotency-Key", async () => {
    const send = () => {
      const form = new FormData();
      form.append("phone_number", john.phone);
      form.append("media_type", "image");
      form.append("media_file", new File(["not really a png"], "a.png", { type: "image/png" }));
      form.append("caption", "Look");
      return xobito.call("POST", "/messages/media", form, { "idempotency-key": `file-${john.id}` });
    };
    const { status, body } = await send();
    const words = "Media message sent successfully";
    expect({ status, body }).toEqual({ status: 200, body: sent(john.phone, words) });
    expect((await last()).request).toMatchObject({
      type: "image",
      image: { id: expect.stringMatching(/./), caption: "Look" },
    });
    expect((await send()).body).toEqual(body);
  });

  test("from the number that it names", async () => {
    const from = (from_phone_number_id: string) => xobito.send({ ...text(), from_phone_number_id });
    expect(await from(acme.phoneNumberId)).toMatchObject({ status: 200 });
    const errors = {
      from_phone_number_id: ["The selected from phone number id is invalid."],
    };
    expect(await from("1")).toMatchObject(invalid(errors));
  });

  test("once for one Idempotency-Key", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await xobito.send(text(), headers);
    const second = await xobito.send(text(), headers);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.body).toEqual(first.body);
    const other = await xobito.send(text("Other"), headers);
    expect(other).toMatchObject(
      invalid({ "Idempotency-Key": ["The Idempotency-Key was used with another request."] }),
    );
  });
});

describe("tells what became of a message", () => {
  test("by WhatsApp's id, at once and to the end", async () => {
    const { message_id } = (await xobito.send(text())).body.data;
    const { status, body } = await xobito.status(message_id);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        status: "success",
        data: {
          message_id,
          delivery_status: expect.stringMatching(/^(sent|delivered|read)$/),
          error_message: null,
          source: "chat",
          last_updated: micro,
          statuses: {
            sent: "Message accepted by WhatsApp",
            delivered: "Message delivered to recipient phone",
            read: "Recipient opened/read the message",
            failed: "Message delivery failed",
            pending: "Message queued, not yet sent",
          },
        },
      },
    });
    await expect
      .poll(async () => (await xobito.status(message_id)).body.data.delivery_status, soon)
      .toBe("read");
  });

  test("by WhatsApp's id of a message that went another way, from the list", async () => {
    const other = await acme.send(john, { channel: "whatsapp", content: "Hi" });
    const id = other.body.provider_message_id;
    expect((await xobito.status(id)).body.data).toMatchObject({ message_id: id });
  });

  test("by our id of a message whose outcome is open, until WhatsApp names it", async () => {
    await acme.fault("meta", { kind: "garbage" });
    const { status, body } = await xobito.send(text());
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        status: "success",
        data: {
          message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          phone: john.phone,
          status: "pending",
          sent_at: null,
          whatsapp_response: null,
        },
      },
    });
    await expect
      .poll(async () => (await xobito.status(body.data.message_id)).body.data, soon)
      .toMatchObject({ message_id: wamid, delivery_status: "read" });
  });

  test("with the reason when it failed, although the send only says that it did", async () => {
    const refusal = { error: { message: "Message undeliverable", code: 131026 } };
    await acme.fault("meta", { kind: "status", status: 400, body: refusal });
    const answer = await xobito.send(text());
    expect(answer).toMatchObject(error(500, "Failed to send message"));
    expect(Object.keys(answer.body)).toEqual(["status", "message"]);
    const id = answer.headers.get("x-message-id") ?? "";
    expect((await xobito.status(id)).body.data).toMatchObject({
      message_id: id,
      delivery_status: "failed",
      error_message: expect.stringMatching(/\w/),
    });
  });

  test("nothing of what nobody sent, and nothing of what others sent", async () => {
    const rival = await workspace();
    const spy = await xobitoClient(rival);
    const { message_id } = (await xobito.send(text())).body.data;
    const ours = await xobito.send(text());
    for (const id of [message_id, ours.headers.get("x-message-id") ?? "", "wamid.nobody", "7"]) {
      expect(await spy.status(id)).toMatchObject(error(404, "Message not found"));
    }
    const { history } = (await acme.call("GET", `/api/public/leads/${john.id}/history`)).body;
    expect(history[0]).toMatchObject({ direction: "inbound" });
    for (const theirs of [history[0].provider_message_id, history[0].id]) {
      expect(await xobito.status(theirs)).toMatchObject(error(404, "Message not found"));
    }
  });
});

describe("refuses", () => {
  const send = async (headers: Record<string, string>, at = xobito.at) => {
    const answer = await answerOf(
      await request(`${at}/messages/send`, {
        method: "POST",
        headers,
        body: JSON.stringify(text()),
      }),
    );
    return { status: answer.status, body: answer.body };
  };

  test("no token, and one that is none", async () => {
    const none = error(401, "API token is required");
    expect(await send({})).toEqual(none);
    const wrong = error(401, "Invalid API token");
    const others = [`Bearer ${newKeyText("test", "xobito")}`, "Bearer x", "Basic eA==", acme.key];
    for (const authorization of others) expect(await send({ authorization })).toEqual(wrong);
    expect(await send({ authorization: `Bearer ${acme.key}` })).toEqual(wrong);
  });

  test("a token that was revoked", async () => {
    const { keyId, secret } = await xobitoClient(acme);
    await acme.admin("DELETE", `/keys/${keyId}`);
    expect(await send({ authorization: `Bearer ${secret}` })).toEqual(
      error(401, "Invalid API token"),
    );
  });

  test("another workspace's path, and one that nobody has, alike", async () => {
    const rival = await xobitoClient(await workspace());
    const authorization = `Bearer ${xobito.secret}`;
    const refused = {
      status: 400,
      body: { status: "error", message: "Validation failed", errors: "Invalid tenant subdomain" },
    };
    expect(await send({ authorization }, rival.at)).toEqual(refused);
    expect(await send({ authorization }, "/api/v1/nobody")).toEqual(refused);
    const listed = await answerOf(
      await request(`${rival.at}/contacts`, { headers: { authorization } }),
    );
    expect(listed).toMatchObject(refused);
    expect(await send({ authorization }, `/api/v1/${acme.id}`)).toMatchObject({ status: 200 });
  });

  test("what a token may not, by the ability's name", async () => {
    const poor = await xobitoClient(acme, { scopes: ["templates.read"] });
    const lacks = (ability: string) =>
      error(403, `Token does not have the required ability: ${ability}`);
    expect(await poor.send(text())).toMatchObject(lacks("messages.send"));
    expect(await poor.status("wamid.x")).toMatchObject(lacks("messages.send"));
    expect(await poor.call("POST", "/phone/validate", {})).toMatchObject(lacks("messages.send"));
    expect(await poor.call("GET", "/contacts")).toMatchObject(lacks("contacts.read"));
    expect(await poor.call("POST", "/contacts", {})).toMatchObject(lacks("contacts.create"));
    expect(await poor.call("PUT", "/contacts/1", {})).toMatchObject(lacks("contacts.update"));
    expect(await poor.call("DELETE", "/contacts/1")).toMatchObject(lacks("contacts.delete"));
    expect(await poor.call("GET", "/templates")).toMatchObject({ status: 200 });
  });

  test("too many requests, with the seconds to wait", async () => {
    const slow = await xobitoClient(acme, { rate_limit: 1 });
    await slow.send(text());
    const { status, body, headers } = await slow.send(text());
    expect({ status, body }).toEqual({
      status: 429,
      body: { message: "Too many requests", retry_after: expect.any(Number) },
    });
    expect(headers.get("retry-after")).toBe(String(body.retry_after));
  });

  test("a body that is too long, as the contract shows it", async () => {
    const { status, body } = await xobito.send(text("x".repeat(4097)));
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toBe(
      '{"status":"error","message":"Validation failed","errors":{"message_body":["The message body may not be greater than 4096 characters."]}}',
    );
  });

  test("text to somebody who has not written", async () => {
    const carlos = await acme.person();
    const { status, body } = await xobito.send({ ...text(), phone_number: carlos.phone });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).toBe('{"status":"error","message":"Failed to send message"}');
  });

  test("what is no JSON object, and what is too large", async () => {
    const authorization = `Bearer ${xobito.secret}`;
    const raw = async (path: string, body: BodyInit, headers = {}) =>
      answerOf(
        await request(xobito.at + path, {
          method: "POST",
          headers: { authorization, ...headers },
          body,
        }),
      );
    const errors = { body: ["The body must be a JSON object."] };
    for (const body of ["", "{", "[]", "7"]) {
      expect(await raw("/messages/send", body)).toMatchObject(invalid(errors));
    }
    const large = JSON.stringify(text("x".repeat(70_000)));
    expect(await raw("/messages/send", large)).toMatchObject({ status: 422 });
    const broken = { "content-type": "multipart/form-data; boundary=x" };
    expect(await raw("/messages/media", "--x\r\n", broken)).toMatchObject(invalid(errors));
  });

  test("other methods and paths, in its own words", async () => {
    const answer = await xobito.call("GET", "/messages/send");
    expect(answer).toMatchObject(error(405, "Method not allowed"));
    expect(answer.headers.get("allow")).toBe("POST");
    expect(await xobito.call("GET", "/campaigns")).toMatchObject(error(404, "Not found"));
  });
});
