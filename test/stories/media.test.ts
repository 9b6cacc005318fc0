// A person sends a photo: its bytes come back through the gateway, from the provider, with our token.
import { expect, test } from "vitest";
import { request, workspace } from "../support/gateway.ts";

test("a photo that a person sends is read with the message's id", async () => {
  const acme = await workspace();
  const person = await acme.person();
  const sent = await acme.call("POST", "/simulator/api/replies", {
    phone_number_id: acme.phoneNumberId,
    from: person.phone,
    type: "image",
  });
  expect(sent.status).toBeLessThan(300);
  const { body } = await acme.call("GET", `/api/public/leads/${person.id}/history`);
  const [photo] = body.history;
  expect(photo).toMatchObject({ type: "message", direction: "inbound", message_type: "image" });
  const path = new URL(photo.media_url).pathname;
  const response = await request(path, { headers: { "x-api-key": acme.key } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("image/png");
  expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join("")).toBe("PNG");
  const { windows } = (await acme.call("GET", `/api/public/leads/${person.id}/window`)).body;
  expect(windows).toMatchObject([{ address: person.phone, open: true }]);
});
