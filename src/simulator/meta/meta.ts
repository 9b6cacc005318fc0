// Plays Meta's Graph API. Messenger and Instagram are in messaging.ts; here is WhatsApp's Cloud API: send,
// read receipt, list templates, read a phone number or a photo. Every phone number id and WhatsApp business
// account id exists. A token containing "expired" has expired.
import { toBase64 } from "../../lib/bytes.ts";
import type { Player, Reply } from "../player.ts";
import { type MetaRefusal, refuse } from "./error.ts";
import { describeMedia, downloadMedia, isMedia, mediaFolder, receiveUpload } from "./media.ts";
import { asksForAccount, isMessaging, readAccount, receiveMessaging } from "./messaging.ts";
import { listApps, listPermissions, listTemplates, readPhoneNumber } from "./read.ts";
import { receiveMessage } from "./send.ts";
import { createTemplate } from "./template-create.ts";

export const metaHost = "graph.facebook.com";

export const playMeta: Player = (call, state, now) => {
  const traceId = `A${toBase64(crypto.getRandomValues(new Uint8Array(15))).replace(/\W/g, "_")}`;
  const path = call.url.pathname.replace(/^\/v\d+\.\d+\//, "/");
  const answer = (): Reply | MetaRefusal => {
    const refusal = refuseToken(call.headers.get("authorization"));
    if (refusal) return refusal;
    const [, node, edge] = /^\/([\w.-]{1,64})(?:\/(\w+))?$/.exec(path) ?? [];
    const route = `${call.method} ${edge ?? ""}`;
    if (node && route === "POST messages") {
      return isMessaging(call)
        ? receiveMessaging(call, node, { state, now, traceId })
        : receiveMessage(call, node, state, now);
    }
    if (node && route === "POST media") return receiveUpload(call, node, state, now);
    if (node && route === "POST message_templates") return createTemplate(call, node, state, now);
    if (node && route === "GET message_templates") return listTemplates(call, state);
    if (node && route === "GET subscribed_apps") return listApps();
    if (node === "me" && route === "GET permissions") return listPermissions();
    if (node && route === "GET " && asksForAccount(call)) return readAccount(call, node);
    if (node && route === "GET ") {
      return isMedia(state, node) ? describeMedia(call, node, now) : readPhoneNumber(call, node);
    }
    if (node === mediaFolder && edge && call.method === "GET") {
      return downloadMedia(call, state, edge, now);
    }
    return { code: 2500, details: `${call.method} ${path}` };
  };
  const result = answer();
  const reply = "code" in result ? refuse(result, traceId) : result;
  return { ...reply, headers: { ...reply.headers, "x-fb-trace-id": traceId } };
};

function refuseToken(authorization: string | null): MetaRefusal | null {
  const token = /^Bearer ((?:EAA|IGAA)\w*)$/.exec(authorization ?? "")?.[1];
  if (!token) return { code: 190, details: "Invalid OAuth access token" };
  return token.includes("expired")
    ? { code: 190, subcode: 463, details: "Session has expired" }
    : null;
}
