// A workspace of its own for each test, set up over the admin API of the real Worker, and a client that
// speaks to it over HTTP. Nothing of ours is replaced; the providers are the simulator's.
import { env, exports } from "cloudflare:workers";
import { hashOfMessageId, leadObjectName } from "../../src/model/message-id.ts";

const origin = "https://gateway.example";

/** One request to the Worker under test. */
export function request(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`${origin}${path}`, init));
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies whose shape is what they assert
  body: any;
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}

const asJson = (method: string, headers: Record<string, string>, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json", ...headers },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

export async function admin(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };
  return answerOf(await request(`/api/admin${path}`, asJson(method, headers, body)));
}

async function created(path: string, body: unknown): Promise<Answer["body"]> {
  const answer = await admin("POST", path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The object that holds the lead of a message. */
export function leadObjectOf(messageId: string) {
  const hash = hashOfMessageId(messageId);
  if (hash === null) throw new Error(`not a message id: ${messageId}`);
  const objects = env.LEAD_OBJECTS === "per-lead" ? "per-lead" : Number(env.LEAD_OBJECTS);
  return env.LEAD.getByName(leadObjectName(hash, objects));
}

let people = 0;

export interface Person {
  id: string;
  phone: string;
  email: string;
}

export type Workspace = Awaited<ReturnType<typeof workspace>>;

/** A fresh test workspace with a WhatsApp number, an e-mail sender, a voice agent and a workflow of all three. */
export async function workspace(environment: "test" | "live" = "test") {
  const { id } = (
    await created("/workspaces", { name: "Acme", environment, default_country: "US" })
  ).workspace;
  const at = `/workspaces/${id}`;
  const { secret } = await created(`${at}/keys`, { name: "tests", rate_limit: 100_000 });
  const phoneNumberId = String(100_000_000 + Math.floor(Math.random() * 900_000_000));
  const account = async (
    provider: string,
    channel: string,
    settings: unknown,
    credentials: unknown,
  ) =>
    (await created(`${at}/accounts`, { name: channel, provider, channel, settings, credentials }))
      .account.id as string;
  const accounts = {
    whatsapp: await account(
      "meta",
      "whatsapp",
      { phone_number_id: phoneNumberId, waba_id: "102290129340398" },
      { access_token: "EAAtest", app_secret: "app-secret", verify_token: "verify-me" },
    ),
    email: await account(
      "email",
      "email",
      { from: `sofia-${phoneNumberId}@acme.example` },
      { api_key: "re_test", webhook_secret: `whsec_${btoa("a webhook secret for tests")}` },
    ),
    call: await account("retell", "call", { from_number: "+12025550100" }, { api_key: "key_test" }),
  };
  const workflowId = (await created(`${at}/workflows`, { name: "Follow-up", accounts })).workflow
    .id as string;
  await created(`${at}/accounts/${accounts.whatsapp}/templates/sync`, {});

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    answerOf(await request(path, asJson(method, { "x-api-key": secret, ...headers }, body)));

  return {
    id,
    at,
    key: secret as string,
    accounts,
    workflowId,
    phoneNumberId,
    call,
    admin: (method: string, path: string, body?: unknown) => admin(method, `${at}${path}`, body),

    /** A new lead; give `phone: null` or `email: null` for one without. */
    person: async (fields: Record<string, unknown> = {}): Promise<Person> => {
      const n = ++people;
      const phone = `+1202555${String(1000 + n).padStart(4, "0")}`;
      const email = `lead${n}@example.com`;
      const body = { first_name: "John", phone, email, ...fields };
      const answer = await call("POST", "/api/public/leads", body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body.lead as Person;
    },

    /** POST /api/public/messages to `lead` with this workspace's workflow. */
    send: (
      lead: { id: string },
      body: Record<string, unknown>,
      headers: Record<string, string> = {},
    ): Promise<Answer> =>
      call(
        "POST",
        "/api/public/messages",
        { lead_id: lead.id, workflow_id: workflowId, ...body },
        headers,
      ),

    /** The person writes to the WhatsApp number: a signed webhook to the Worker. */
    writes: (lead: Person, text = "Hello", at?: string): Promise<Answer> =>
      call("POST", "/simulator/api/replies", {
        phone_number_id: phoneNumberId,
        from: lead.phone,
        text,
        ...(at === undefined ? {} : { at }),
      }),

    /** What the pretend providers received. */
    state: async (): Promise<Answer["body"]> => (await call("GET", "/simulator/api/state")).body,

    /** The next calls to a provider go wrong in this way. */
    fault: (provider: string, fault: Record<string, unknown>, times = 1): Promise<Answer> =>
      call("POST", "/simulator/api/faults", { provider, times, fault }),

    /** How the pretend providers and people behave from now on. */
    switches: (switches: Record<string, unknown>): Promise<Answer> =>
      call("PUT", "/simulator/api/switches", switches),

    /** People do something with what they received. */
    happens: (event: Record<string, unknown>): Promise<Answer> =>
      call("POST", "/simulator/api/events", event),

    message: async (id: string): Promise<Answer["body"]> =>
      (await call("GET", `/api/public/messages/${id}`)).body.message,

    templateId: async (name: string): Promise<string> => {
      const { templates } = (await call("GET", "/api/public/templates")).body;
      return templates.find((template: { name: string }) => template.name === name).id;
    },
  };
}
