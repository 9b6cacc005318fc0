// Whether an answer is one that its document describes.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonSchema, OpenApiDocument } from "../../src/dialects/openapi-document.ts";
import { closed, type DocumentedOperation, headerOf, mapValues } from "./documents.ts";

export interface GivenAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** What is wrong with an answer, in sentences; nothing when it is as documented. */
export type Judge = (asked: DocumentedOperation, answer: GivenAnswer) => string[];

/** What HTTP and the runtime give of themselves; every other header is one of ours, and documented. */
const ordinary = new Set([
  "allow",
  "cache-control",
  "content-disposition",
  "content-length",
  "content-type",
  "content-security-policy",
  "strict-transport-security",
  "x-content-type-options",
]);

/** A validator that bears no keyword that it does not know. Schemas bring `components` along for their references. */
export function strictAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(["components"]);
  // The package's types are those of CommonJS.
  (addFormats as unknown as (on: Ajv2020) => void)(ajv);
  return ajv;
}

/** Reads the answers of one document. */
export function judgeOf(document: OpenApiDocument): Judge {
  const ajv = strictAjv();
  const schemas = mapValues(document.components.schemas, closed);
  const validators = new Map<JsonSchema, ValidateFunction>();
  const validatorOf = (schema: JsonSchema): ValidateFunction => {
    const known = validators.get(schema);
    if (known) return known;
    const made = ajv.compile({ ...closed(schema), components: { schemas } });
    validators.set(schema, made);
    return made;
  };
  const faultsOf = (what: string, schema: JsonSchema, value: unknown): string[] => {
    const validate = validatorOf(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };

  const headerFaults: Judge = ({ operation }, { status, headers }) => {
    const documented = Object.entries(operation.responses[status]?.headers ?? {});
    const names = new Set(documented.map(([name]) => name.toLowerCase()));
    const strange = [...headers.keys()].filter((name) => !ordinary.has(name) && !names.has(name));
    return [
      ...strange.map((name) => `the header ${name} is not documented`),
      ...documented.flatMap(([name, reference]) => {
        const { required, schema } = headerOf(document, reference);
        const value = headers.get(name);
        if (value === null) return required ? [`the header ${name} is missing`] : [];
        return faultsOf(name, schema, schema.type === "integer" ? Number(value) : value);
      }),
    ];
  };

  return (asked, answer) => {
    const { status, headers, text } = answer;
    const response = asked.operation.responses[status];
    if (!response) return [`the status ${status} is not documented`];
    const mediaType = headers.get("content-type")?.split(";")[0]?.trim() ?? null;
    const content = Object.entries(response.content ?? {});
    const [, body] = content.find(([type]) => type === mediaType || type === "*/*") ?? [];
    const faults = headerFaults(asked, answer);
    if (!body) {
      const isBare = content.length === 0 && mediaType === null && text === "";
      return isBare ? faults : [...faults, `the media type ${mediaType} is not documented`];
    }
    if (!body.schema || mediaType !== "application/json") return faults;
    return [...faults, ...faultsOf("the body", body.schema, JSON.parse(text))];
  };
}
