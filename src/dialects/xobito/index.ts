// Xobito's API: WhatsApp with contacts, in the words and numbers of a Laravel application.

import type { Account } from "../../model/account.ts";
import type { SendDraft } from "../../model/command.ts";
import { findAccountBySetting, getAccount } from "../../store/accounts.ts";
import { findTemplateByName } from "../../store/find-templates.ts";
import type { Dialect, SendContext, SendRoute } from "../dialect.ts";
import type { Resources } from "../mount.ts";
import { contactRoutes } from "./contacts.ts";
import { credential } from "./credential.ts";
import { decodeMessage } from "./decode.ts";
import { decodeMedia, type Upload } from "./decode-media.ts";
import { decodeTemplate, type FindTemplate } from "./decode-template.ts";
import type { XobitoDeps } from "./deps.ts";
import { encodeReceipt } from "./encode.ts";
import { encodeError } from "./encode-error.ts";
import { phoneRoutes } from "./phone.ts";
import { readForm } from "./read-form.ts";
import type { FindSender } from "./recipient.ts";
import { maxFileBytes } from "./schema.ts";
import { sentIds } from "./sent-ids.ts";
import { statusRoutes } from "./status.ts";
import { templateRoutes } from "./templates.ts";
import { refuseOtherTenant } from "./tenant.ts";
import { uploadOnce } from "./upload.ts";

const maxBytes = 64 * 1024;
/** A file with the fields beside it. */
const maxFormBytes = maxFileBytes + maxBytes;

export function xobito(deps: XobitoDeps): { dialect: Dialect; resources: Resources } {
  const sent = sentIds(deps.clock);
  return {
    dialect: {
      name: "xobito",
      basePath: "/api/v1/:subdomain",
      credential,
      sends: sendsOf(deps),
      encode: (receipt, context) => encodeReceipt({ ...deps, sent }, receipt, context),
      encodeError,
    },
    resources: (app) => {
      app.use("*", async (c, next) => {
        refuseOtherTenant(c.get("key"), c.req.param("subdomain"));
        await next();
      });
      app.route("/messages", statusRoutes({ ...deps, sent }));
      app.route("/phone", phoneRoutes());
      app.route("/contacts", contactRoutes(deps));
      app.route("/templates", templateRoutes(deps));
    },
  };
}

function sendsOf(deps: XobitoDeps): SendRoute[] {
  /** A send of the workspace that the path names. */
  const own =
    (decode: (body: unknown, verbs: Verbs) => Promise<SendDraft>): SendRoute["decode"] =>
    async (body, context) => {
      refuseOtherTenant(context.key, context.params["subdomain"]);
      return decode(body, verbsOf(deps, context));
    };
  return [
    {
      path: "/messages/send",
      maxBytes,
      decode: own((body, { findSender }) => decodeMessage(body, findSender)),
    },
    {
      path: "/messages/template",
      maxBytes: maxFormBytes,
      read: readForm,
      decode: own((body, { findSender, findTemplate, upload }) =>
        decodeTemplate(body, findSender, findTemplate, upload),
      ),
    },
    {
      path: "/messages/media",
      maxBytes: maxFormBytes,
      read: readForm,
      decode: own((body, { findSender, upload }) => decodeMedia(body, findSender, upload)),
    },
  ];
}

interface Verbs {
  findSender: FindSender;
  findTemplate: FindTemplate;
  upload: Upload;
}

/** What decoding asks of the workspace of a key. */
function verbsOf(deps: XobitoDeps, { key: { workspaceId } }: SendContext): Verbs {
  const defaultAccount = async (): Promise<Account | null> =>
    (await deps.findDefaultRoute(workspaceId, "whatsapp")).accounts.whatsapp ?? null;
  return {
    findSender: async (id) => {
      const name = "phone_number_id";
      const account = await findAccountBySetting(deps.db, workspaceId, "meta", [name], id);
      return account?.id ?? null;
    },
    findTemplate: async (name, language, wanted) => {
      const accountId = wanted ?? (await defaultAccount())?.id ?? null;
      return findTemplateByName(deps.db, workspaceId, { name, language, accountId });
    },
    upload: uploadOnce(deps, (accountId) =>
      accountId === null ? defaultAccount() : getAccount(deps.db, workspaceId, accountId),
    ),
  };
}
