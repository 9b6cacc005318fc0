// A world without a gateway, for looking at requests that nobody sends.
import type { World } from "./world.ts";

export const nowhere: World = {
  adminToken: "the-admin-token",
  keys: {
    main: "main-key",
    narrow: "narrow-key",
    revoked: "old-key",
    playground: "play-key",
    gallery: "shown-key",
    whauto: "wht-key",
    votel: "sk-key",
    xobito: "apitk-key",
  },
  hooks: { meta: "/hooks/meta/a", email: "/hooks/email/b", retell: "/hooks/retell/c" },
  reports: { meta: [{}], email: [{}], retell: [{}] },
  messages: { sent: "sent", scheduled: ["scheduled"], unknown: ["unknown"] },
  templateId: "template",
  sentWamid: "wamid.1",
  contactNumber: 1,
  tagId: "tag",
  keyId: "key",
  journalId: "entry",
  gallery: { photo: "photo", read: "read", mail: "mail", calls: ["call-1", "call-2"] },
  stageCallId: "call-3",
  tomorrow: "2026-11-22T00:00:00.000Z",
};
