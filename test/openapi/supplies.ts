// What is made so that requests have something to name.
import { demo } from "../../scripts/seed.ts";
import { type Answer, answerOf, request } from "../support/gateway.ts";

const { john } = demo;

/** How many leads, messages and jobs there are for requests that use them up. */
export const supply = 40;

/** A request with a key of the public API, which must go well. */
export async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { "x-api-key": demo.key },
): Promise<Answer> {
  const answer = await answerOf(
    await request(path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  if (answer.status < 300) return answer;
  throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
}

/** Makes some, one after another. */
export const times = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Array.from({ length: count }, (_, i) => i).reduce<Promise<T[]>>(
    async (before, i) => [...(await before), await make(i)],
    Promise.resolve([]),
  );

/** Leads for requests that change or forget them. */
export async function people(): Promise<{ changed: string[]; doomed: string[] }> {
  const rows = Array.from({ length: 2 * supply }, (_, i) => ({
    id: crypto.randomUUID(),
    first_name: `Person ${i}`,
    phone: `+1202555${String(2000 + i)}`,
    email: `person${i}@example.com`,
    tags: ["crowd"],
  }));
  await ask("POST", "/api/public/leads", rows);
  const ids = rows.map(({ id }) => id);
  return { changed: ids.slice(0, supply), doomed: ids.slice(supply) };
}

/** POST /api/public/messages with the demo workflow. */
export const send = async (body: Record<string, unknown>): Promise<Answer> =>
  ask("POST", "/api/public/messages", { workflow_id: demo.workflowId, ...body });
/** Our id of the message. */
export const idOf = ({ headers }: Answer): string => headers.get("x-message-id") ?? "";
/** Somebody writes to the WhatsApp number. */
export const writes = (from: string, what: Record<string, unknown>): Promise<Answer> =>
  ask("POST", "/simulator/api/replies", { phone_number_id: demo.phoneNumberId, from, ...what });

/** Our id of a message with a picture that John sent. */
export async function receivedPhoto(): Promise<string> {
  await writes(john.phone, { type: "image" });
  for (let tries = 0; tries < 100; tries++) {
    const { history } = (await ask("GET", `/api/public/leads/${john.id}/history`)).body;
    const found = history.find(({ media_url }: { media_url?: string }) => media_url);
    if (found) return found.id;
    await scheduler.wait(50);
  }
  throw new Error("John's picture never arrived");
}
