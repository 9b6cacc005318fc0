import type { Json } from "../../src/lib/json.ts";
import type { Example, Signer } from "./corpus.ts";
import { credentials, type World } from "./world.ts";

const route = "/hooks/:provider/:hookId";

export function receiverExamples({ hooks, reports }: World): Example[] {
  const post =
    (signedBy: Signer) =>
    (body: Json): Example => ({
      route: `POST ${route}`,
      method: "POST",
      path: hooks[signedBy],
      headers: { "content-type": "application/json" },
      body,
      signedBy,
    });
  return [
    {
      route: `GET ${route}`,
      method: "GET",
      path: hooks.meta,
      headers: {},
      query: {
        "hub.mode": "subscribe",
        "hub.verify_token": credentials.verifyToken,
        "hub.challenge": "1158201444",
      },
    },
    ...reports.meta.map(post("meta")),
    ...reports.email.map(post("email")),
    ...reports.retell.map(post("retell")),
  ];
}
