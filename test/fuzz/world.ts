// What the gateway holds while it is fuzzed. Each workspace is for one kind of request, so that nothing that
// one of them breaks (an account switched off, a provider told to fail) explains the answers of another.
import type { Json } from "../../src/lib/json.ts";
import type { Signer } from "./corpus.ts";

const id = (last: string): string => `f0220000-0000-4000-8000-${last.padStart(12, "0")}`;

export const workspaces = {
  /** The public API and the receivers. */
  main: id("1"),
  /** The admin API changes it; nothing else depends on it. */
  sandbox: id("2"),
  /** The simulator's controls make its providers misbehave; nobody sends there. */
  playground: id("3"),
  /** Its pretend providers are asked directly. */
  stage: id("4"),
  /** Nobody sends there any more, so what the simulator keeps of it stays. */
  gallery: id("6"),
  /** Somebody else's, of which the others must see nothing. */
  foreign: id("5"),
} as const;

export const accounts = {
  whatsapp: id("21"),
  email: id("22"),
  call: id("23"),
  sandboxed: id("24"),
  /** In the sandbox, too, and never changed. */
  kept: id("25"),
  played: id("26"),
  shown: id("27"),
  shownMail: id("28"),
  shownCalls: id("29"),
  sms: id("41"),
  messenger: id("42"),
  instagram: id("43"),
  telegram: id("44"),
} as const;

/** What the workspace is called in Xobito's paths. */
export const slug = "fuzzed";
export const pageId = "110000000000001";
export const instagramId = "17840000000000001";
export const botId = "700000001";

export const workflows = {
  main: id("31"),
  sandboxed: id("32"),
  foreign: id("33"),
  gallery: id("34"),
} as const;
export const phoneNumberId = "106540352242922";
export const playedNumberId = "106540352242923";
export const shownNumberId = "106540352242924";
export const wabaId = "102290129340398";
export const agentPhone = "+12025550100";
/** A UUID that names nothing. */
export const absent = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

const people = 24;
export const leads = Array.from({ length: people }, (_, i) => ({
  id: id(String(101 + i)),
  phone: `+1202555${1000 + i}`,
  email: `lead${i}@example.com`,
}));
/** Has written on every channel. */
export const chatLead = {
  id: id("153"),
  phone: "+12025551900",
  psid: "6100000000000001",
  igsid: "6200000000000001",
  telegram_chat_id: "6300000001",
} as const;
/** Comes and goes. */
export const passingLead = id("151");
export const galleryLead = id("152");
export const foreignLead = id("201");

/** Every secret that an answer must never show. Each is told from any other text by its look. */
export const credentials = {
  metaToken: "EAAfuzzneverShownToken",
  appSecret: "fuzz-never-shown-app-secret",
  verifyToken: "fuzz-never-shown-verify-token",
  relayKey: "re_fuzzneverShownKey",
  relaySecret: `whsec_${btoa("fuzz never shown relay secret")}`,
  retellKey: "key_fuzzneverShownKey",
  givenKey: "re_fuzzgivenInRequest",
  twilioToken: "fuzz-never-shown-twilio-token",
  botToken: `${botId}:fuzzNeverShownBotTokenFuzzNeverShown`,
  botSecret: "fuzz-never-shown-bot-secret",
} as const;

/** What only the running gateway can say. */
export interface World {
  adminToken: string;
  keys: {
    /** May do everything in `main`. */
    main: string;
    /** May only read messages. */
    narrow: string;
    revoked: string;
    playground: string;
    gallery: string;
    /** Of `main`, each for its dialect. */
    whauto: string;
    votel: string;
    xobito: string;
  };
  /** Paths of the accounts' receivers. */
  hooks: Record<Signer, string>;
  /** What the providers send there. */
  reports: Record<Signer, Json[]>;
  messages: {
    sent: string;
    scheduled: string[];
    /** Nobody knows whether the provider took them. */
    unknown: string[];
  };
  /** Approved, with three named parameters. */
  templateId: string;
  /** The provider's id of the message that was sent. */
  sentWamid: string;
  /** Xobito's number of a lead, and Whauto's id of a tag. */
  contactNumber: number;
  tagId: string;
  /** Of a key of the sandbox. */
  keyId: string;
  /** Of something that a receiver could not read. */
  journalId: string;
  gallery: Gallery;
  /** That a pretend provider of the stage knows. */
  stageCallId: string;
  /** RFC 3339, a day ahead. */
  tomorrow: string;
}

/** What people of the gallery received and sent. */
export interface Gallery {
  /** Our id of a message with a photo. */
  photo: string;
  /** The providers' ids of what they may still read, complain about, answer and miss. */
  read: string;
  mail: string;
  calls: [string, string];
}
