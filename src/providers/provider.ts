// The port: how we talk to one company. A provider folder holds both directions; everything it knows
// about the company's wire stays in there.
import type { z } from "zod";
import type { Result } from "../lib/result.ts";
import type { StreamTransport, Transport } from "../lib/transport.ts";
import type { OpenAccount } from "../model/account.ts";
import type { Channel, ProviderName } from "../model/channel.ts";
import type { MessageTag } from "../model/command.ts";
import type { Failure, ProviderError } from "../model/errors.ts";
import type { Verdict } from "../model/failure.ts";
import type { Outgoing } from "../model/policy.ts";
import type { TemplateDefinition } from "../model/template.ts";
import type { LookUp, Update } from "../model/update.ts";

export interface Draft {
  messageId: string;
  workspaceId: string;
  /** Comes back in the provider's reports where the provider allows it. */
  correlationId: string;
  /** E.164 for WhatsApp, calls and SMS, one plain address for e-mail, the platform's id elsewhere. */
  to: string;
  outgoing: Outgoing;
  /** Why it may leave outside the 24 hours; null when nothing was said. */
  tag: MessageTag | null;
  /** Where the provider reports: the path of this account's receiver at the gateway. */
  hookPath: string;
}

/** One attempt to deliver a prepared request. */
export interface Delivery {
  messageId: string;
  /** The body that `prepare` made, byte for byte, whatever has been deployed since. */
  body: string;
  account: OpenAccount;
}

/** Whether an account works, asked of the provider itself. */
export interface AccountCheck {
  ok: boolean;
  /** What the provider said about the account (its number, its quality, its domain). */
  facts: Record<string, string | number | boolean | null>;
  /** Present when not ok: what is wrong and what to do. */
  problem?: string;
  provider?: ProviderError;
}

/** How a provider is set up to talk to us, as far as it says itself. */
export interface Inspection {
  /** Where it reports about the account; null when that could not be asked. */
  addresses: string[] | null;
  /** What else it said. */
  facts: AccountCheck["facts"];
  /** What is wrong, each with what to do. */
  problems: string[];
  /** What these credentials could not ask, each with where to look instead. */
  unproven: string[];
}

/** The bytes of something that a person sent. */
export type Media =
  /** `size` in bytes, null when the provider does not say. */
  | { kind: "open"; body: ReadableStream<Uint8Array>; type: string | null; size: number | null }
  /** The provider does not have it any more. */
  | { kind: "gone" }
  /** Larger than we pass on. */
  | { kind: "too_large" }
  /** Nobody can say at the moment. */
  | { kind: "unavailable" };

/** A template as the provider lists it. */
export interface ListedTemplate {
  providerTemplateId: string;
  name: string;
  language: string;
  status: string;
  category: string;
  parameterFormat: "POSITIONAL" | "NAMED";
  components: TemplateDefinition;
}

/** One request of a provider to our receiver. */
export interface Incoming {
  /** The very bytes that were signed. */
  raw: Uint8Array<ArrayBuffer>;
  /** Names in lower case. */
  headers: Headers;
  /** Epoch milliseconds. */
  now: number;
  /** The address that the provider called, as the gateway sees it. */
  url: string;
}

/** How the provider talks to us. */
export interface Receiver {
  /**
   * The credentials that sign what the provider sends: the first of `secrets` that the account has, and before it
   * `user` where the provider signs with a name. Without them nothing it reports is believed.
   */
  readonly signedWith: { secrets: readonly [string, ...string[]]; user?: string };
  /** Answers the provider's question whether the address is ours; null refuses. */
  handshake?(query: URLSearchParams, credentials: Record<string, unknown>): Promise<string | null>;
  /** Whether the provider signed exactly these bytes, recently enough where it signs a time. */
  verify(
    incoming: Incoming,
    credentials: Record<string, unknown>,
    settings?: Record<string, unknown>,
  ): Promise<boolean>;
  /** Makes of the body, and of what the address carries, what `parse` takes; JSON when absent. Never throws. */
  decode?(text: string, url: string): unknown;
  /** Everything in a verified body. Never throws; what cannot be read is an `unknown` update. */
  parse(body: unknown, now: number): Update[];
  /** Whether an update is about this account's own sender. A foreign one has no effect. */
  concerns(update: Update, settings: Record<string, unknown>): boolean;
  /**
   * The provider reports about all accounts of one app to one address: what does not concern the hook's
   * account may be another's of the workspace, one whose own secret signed the request as well.
   */
  readonly siblings?: true;
  /** What a request that was taken in is answered with; "OK" when absent. */
  readonly answer?: { type: string; body: string };
}

export interface Provider {
  readonly name: ProviderName;
  readonly channel: Channel;
  /** Messages per second that the provider takes from one account. */
  readonly ratePerSecond: number;
  /** How far apart (ms) two messages to one person have to be, where the provider refuses what is closer. */
  readonly pairMs?: number;
  /** Non-secret settings of an account, `base_url` among them; unknown keys are refused. */
  readonly settingsSchema: z.ZodType<Record<string, unknown>>;
  /** Secrets of an account; unknown keys are refused. */
  readonly credentialsSchema: z.ZodType<Record<string, unknown>>;
  /**
   * For how long (ms) the provider recognises a repeated request by our message id and does not act
   * twice; null when it does not, and then nothing ambiguous is ever repeated.
   */
  readonly dedupesForMs: number | null;
  /** Why the channel cannot carry this, or cannot at this length; null when it can. Pure. */
  refuse?(outgoing: Outgoing, settings: Record<string, unknown>): Failure | null;
  /** Writes the request body. Pure: the same draft and settings give the same bytes. */
  prepare(draft: Draft, settings: Record<string, unknown>): string;
  /** Makes exactly one request and says what its outcome means. Never throws. */
  deliver(delivery: Delivery, transport: Transport): Promise<Verdict>;
  /** Asks the provider whether the account works. Never throws, never sends a message. */
  check(account: OpenAccount, transport: Transport): Promise<AccountCheck>;
  /**
   * Asks the provider where it reports about the account, and whether the credentials may do what we need;
   * absent where it has no answer. Never throws, changes nothing.
   */
  inspect?(account: OpenAccount, transport: Transport): Promise<Inspection>;
  readonly receiver: Receiver;
  /**
   * Asks the provider what became of a message whose fate is unknown, or whose reports never came. For
   * an unknown one by our own id; with `providerMessageId` by the provider's. Never throws.
   */
  lookUp?(
    query: { messageId: string; to: string; providerMessageId: string | null; sentAt: number },
    account: OpenAccount,
    transport: Transport,
  ): Promise<LookUp>;
  /** Opens what a person sent, by the provider's id of it. Never throws. */
  openMedia?(
    mediaId: string,
    account: OpenAccount,
    web: { transport: Transport; stream: StreamTransport },
  ): Promise<Media>;
  /** Lists every template of the account, to the end of the provider's paging. */
  listTemplates?(
    account: OpenAccount,
    transport: Transport,
  ): Promise<Result<ListedTemplate[], ProviderError>>;
  /** Proposes a template to the provider. Never throws. */
  createTemplate?(
    template: NewTemplate,
    account: OpenAccount,
    transport: Transport,
  ): Promise<Result<ListedTemplate, Failure>>;
  /** Why the provider does not take a file, by its type and its size in bytes; null when it does. Pure. */
  refuseFile?(file: { mimeType: string; size: number }): Failure | null;
  /** Gives the provider a file to send later, by the id that comes back. Never throws. */
  uploadMedia?(
    file: MediaFile,
    account: OpenAccount,
    transport: Transport,
  ): Promise<Result<{ mediaId: string }, Failure>>;
}

export interface NewTemplate {
  name: string;
  language: string;
  category: string;
  /** As Meta defines them. */
  components: Record<string, unknown>[];
}

export interface MediaFile {
  bytes: Uint8Array<ArrayBuffer>;
  mimeType: string;
  filename: string;
}
