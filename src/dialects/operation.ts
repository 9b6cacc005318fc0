// The port: what a dialect says about its endpoints. openapi.ts makes a document of it. Schemas stand behind
// functions, so that a Worker which is never asked for its documents never builds them.
import type { z } from "zod";
import type { ErrorCode, Failure } from "../model/errors.ts";
import type { Scope } from "../model/key.ts";
import type { Dialect } from "./dialect.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** A value that stands for many, under the name it has in the document. */
export type Examples = Record<string, { summary?: string; value: unknown }>;

export interface BodyDescription {
  /** `application/json` when absent. */
  mediaType?: string;
  /** The schema that validates the request, seen from its input. */
  schema: () => z.ZodType;
  examples: Examples;
}

export interface AnswerDescription {
  description: string;
  /** Absent for answers without a body, or with one that is no JSON: then `mediaType` says which. */
  schema?: () => z.ZodType;
  mediaType?: string;
  examples?: Examples;
}

/** A failure of an endpoint: its code, or one of its occasions in full where the words depend on it. */
export type FailureDescription = ErrorCode | Failure;

export interface Operation {
  /** Unique in the dialect, and the name of the method in generated clients: `sendMessage`. */
  id: string;
  method: Method;
  /** Below the dialect's base path, as Hono's pattern: `/messages/:id`. */
  path: string;
  /** What it is listed under. */
  group: string;
  summary: string;
  description?: string;
  /** What the key must be allowed; null when any valid key will do. */
  scope: Scope | null;
  /** A send: takes an `Idempotency-Key`; its answers name the message, and say so when they are repeated. */
  idempotent?: boolean;
  /** One object schema; each field is a parameter. Fields absent here are plain texts. */
  params?: () => z.ZodObject;
  query?: () => z.ZodObject;
  /** Headers of its own. */
  headers?: () => z.ZodObject;
  body?: BodyDescription;
  /** The same as a form, where files can come with the request. */
  form?: BodyDescription;
  answers: Record<number, AnswerDescription>;
  /**
   * What it can fail with, besides what every authenticated request can (key, rate, body size and the
   * gateway's own). Status, body and example come from the dialect's own `encodeError`.
   */
  failures: readonly FailureDescription[];
}

export type Security = { type: "apiKey"; header: string } | { type: "bearer" };

/** A dialect with everything that its document says. */
export interface Description {
  name: Dialect["name"];
  basePath: Dialect["basePath"];
  title: string;
  /** Markdown. */
  summary: string;
  /** How the credential travels; any one of several. */
  security: Security | readonly Security[];
  /** What the groups of its operations are about, by their names. */
  groups?: Record<string, string>;
  /** The body of every failure. */
  failure: () => z.ZodType;
  encodeError: Dialect["encodeError"];
  operations: readonly Operation[];
}
