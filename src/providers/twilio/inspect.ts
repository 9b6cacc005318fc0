import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { basicRequest } from "../basic-request.ts";
import { ask, blank } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 10_000;

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
const numbersSchema = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      sms_url: z.string().nullish(),
      /** When set, Twilio looks there and not at `sms_url`. */
      sms_application_sid: z.string().nullish(),
    }),
  ),
});

/** Asks Twilio where what people write to the number goes. Reports are asked for with each message. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const found = blank();
  const opened = open(account);
  if (!opened.ok) return found;
  const { settings, credentials } = opened.value;
  const { from, account_sid: user, base_url } = settings;
  if (!from?.startsWith("+")) {
    const what = from === undefined ? "The messaging service" : "The short code";
    found.unproven.push(
      `${what} says at Twilio where incoming messages go. Look at its integration in Twilio's console.`,
    );
    return found;
  }
  const url = `${base_url}/2010-04-01/Accounts/${user}/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(from)}`;
  const password = credentials.auth_token;
  const answer = await ask(transport, basicRequest({ url, user, password, timeoutMs }));
  const numbers = numbersSchema.safeParse(answer).data?.incoming_phone_numbers;
  const [number] = numbers ?? [];
  if (!numbers) {
    found.unproven.push("Twilio does not say where incoming messages go. Look at its console.");
  } else if (!number) {
    found.problems.push("The Twilio account has no such number. Correct the setting from.");
  } else if (number.sms_application_sid) {
    found.unproven.push(
      "A TwiML app says where incoming messages go. Look at it in Twilio's console.",
    );
  } else found.addresses = number.sms_url ? [number.sms_url] : [];
  return found;
}
