// A client of Xobito's API, with a token of its own for a workspace of `gateway.ts`.
import { type Answer, answerOf, request, type Workspace } from "./gateway.ts";

export type XobitoClient = Awaited<ReturnType<typeof xobitoClient>>;

/** @param token what the token is, where it is not the usual one of all abilities */
export async function xobitoClient(workspace: Workspace, token: Record<string, unknown> = {}) {
  const slug = `acme-${workspace.phoneNumberId}`;
  await workspace.admin("PATCH", "", { slug });
  const made = await workspace.admin("POST", "/keys", {
    dialect: "xobito",
    rate_limit: 10_000,
    ...token,
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const secret = made.body.secret as string;
  const at = `/api/v1/${slug}`;

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    answerOf(
      await request(at + path, {
        method,
        headers: {
          authorization: `Bearer ${secret}`,
          accept: "application/json",
          ...(body === undefined || body instanceof FormData
            ? {}
            : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      }),
    );

  return {
    slug,
    secret,
    at,
    call,
    keyId: made.body.key.id as string,
    send: (body: unknown, headers?: Record<string, string>) =>
      call("POST", "/messages/send", body, headers),
    status: (id: string) => call("GET", `/messages/${encodeURIComponent(id)}/status`),
  };
}
