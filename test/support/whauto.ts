// A client of the Whauto dialect, with a key of its own in a workspace.
import { type Answer, answerOf, request, type Workspace } from "./gateway.ts";

export type WhautoClient = Awaited<ReturnType<typeof whautoClient>>;

/** @param fields of POST /keys, besides the dialect */
export async function whautoClient(of: Workspace, fields: Record<string, unknown> = {}) {
  const made = await of.admin("POST", "/keys", { dialect: "whauto", ...fields });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const key = made.body.secret as string;
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> =>
    answerOf(
      await request(`/v1${path}`, {
        method,
        headers: { "x-api-key": key, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    key,
    record: made.body.key,
    workspace: { id: of.id },
    call,
    /** POST /v1/messages/{path} with the key's workspace. */
    send: (path: string, body: Record<string, unknown>): Promise<Answer> =>
      call("POST", `/messages/${path}`, { workspace: { id: of.id }, ...body }),
  };
}
