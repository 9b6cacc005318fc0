// What Meta tells about how it is set up for a number: where its callbacks go, whether an app gets those of the
// WhatsApp Business account at all, and what the token may do.
import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { bearerRequest } from "../bearer-request.ts";
import { ask, blank } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { open } from "./schema.ts";

const timeoutMs = 10_000;

const address = z.string().optional().catch(undefined);
/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override/ */
const numberSchema = z.object({
  webhook_configuration: z.object({
    phone_number: address,
    whatsapp_business_account: address,
    application: address,
  }),
});
/** https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/subscribed_apps/ */
const appsSchema = z.object({ data: z.array(z.unknown()) });
/** https://developers.facebook.com/docs/graph-api/reference/user/permissions/ */
const permissionsSchema = z.object({
  data: z.array(z.object({ permission: z.string(), status: z.string() })),
});

/** Without the first nothing is sent; without the second neither templates nor subscriptions can be read. */
const needed = ["whatsapp_business_messaging", "whatsapp_business_management"];

/** Asks three questions at once; each that stays open is said to be. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const found = blank();
  const opened = open(account);
  if (!opened.ok) return found;
  const { settings, credentials } = opened.value;
  const { phone_number_id, waba_id, base_url, graph_version } = settings;
  const get = (path: string) => {
    const url = `${base_url}/${graph_version}/${path}`;
    return ask(transport, bearerRequest({ url, token: credentials.access_token, timeoutMs }));
  };
  const [number, apps, permissions] = await Promise.all([
    get(`${phone_number_id}?fields=webhook_configuration`),
    get(`${waba_id}/subscribed_apps`),
    get("me/permissions"),
  ]);
  tellAddress(found, numberSchema.safeParse(number).data);
  tellApps(found, waba_id, appsSchema.safeParse(apps).data);
  tellPermissions(found, permissionsSchema.safeParse(permissions).data);
  return found;
}

/** Meta: the number's own address comes before the account's, and that before the app's. */
function tellAddress(found: Inspection, answer: z.infer<typeof numberSchema> | undefined): void {
  if (!answer) {
    found.unproven.push(
      "Meta does not say where it reports to. Look at the app's dashboard, under WhatsApp, Configuration.",
    );
    return;
  }
  const { phone_number, whatsapp_business_account, application } = answer.webhook_configuration;
  const counts = phone_number || whatsapp_business_account || application;
  found.addresses = counts ? [counts] : [];
}

function tellApps(
  found: Inspection,
  wabaId: string,
  answer: z.infer<typeof appsSchema> | undefined,
): void {
  if (!answer) {
    found.unproven.push(
      "The token may not ask which apps are subscribed to the WhatsApp Business account. Give it whatsapp_business_management, or ask Meta's Graph API Explorer.",
    );
    return;
  }
  found.facts["subscribed_apps"] = answer.data.length;
  if (answer.data.length > 0) return;
  found.problems.push(
    `No app is subscribed to the WhatsApp Business account, so Meta reports nothing about it. Subscribe yours: POST /${wabaId}/subscribed_apps with its token.`,
  );
}

function tellPermissions(
  found: Inspection,
  answer: z.infer<typeof permissionsSchema> | undefined,
): void {
  if (!answer) {
    found.unproven.push(
      "Meta does not say what the token may do. Look at its Access Token Debugger for whatsapp_business_messaging and whatsapp_business_management.",
    );
    return;
  }
  const granted = answer.data.filter(({ status }) => status === "granted");
  const missing = needed.filter((name) => !granted.some(({ permission }) => permission === name));
  if (missing.length === 0) found.facts["permissions"] = needed.join(" ");
  else {
    found.problems.push(
      `The token lacks ${missing.join(" and ")}. Make one with it in the business settings, under System users.`,
    );
  }
}
