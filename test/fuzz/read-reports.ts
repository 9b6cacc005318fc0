// What providers send to receivers: their own examples, as if they were about our accounts and people.
import { readdirSync, readFileSync } from "node:fs";
import type { Json } from "../../src/lib/json.ts";
import { agentPhone, leads, phoneNumberId, type World, wabaId } from "./world.ts";

export function readReports(): World["reports"] {
  const [someone] = leads;
  if (!someone) throw new Error("nobody lives here");
  const number = someone.phone.slice(1);
  const ours = (folder: string, ...changes: [RegExp, string][]): Json[] =>
    readdirSync(`test/fixtures/${folder}`)
      .map((file) => readFileSync(`test/fixtures/${folder}/${file}`, "utf8"))
      .map((text) => changes.reduce((changed, change) => changed.replaceAll(...change), text))
      .map((text) => JSON.parse(text) as Json);
  const isReport = (name: string) => (body: Json) =>
    body !== null && typeof body === "object" && !Array.isArray(body) && name in body;
  return {
    meta: ours(
      "whatsapp",
      [/("phone_number_id":\s*)"\d+"/g, `$1"${phoneNumberId}"`],
      [/("entry":\s*\[\s*\{\s*"id":\s*)"\d+"/g, `$1"${wabaId}"`],
      [/("(?:from|wa_id|recipient_id)":\s*)"\d+"/g, `$1"${number}"`],
    ).filter(isReport("entry")),
    email: ours("resend", [/("to":\s*\[\s*)"[^"]+"/g, `$1"${someone.email}"`]).filter(
      isReport("data"),
    ),
    retell: ours(
      "retell",
      [/("from_number":\s*)"[^"]+"/g, `$1"${agentPhone}"`],
      [/("to_number":\s*)"[^"]+"/g, `$1"${someone.phone}"`],
    ).filter(isReport("event")),
  };
}
