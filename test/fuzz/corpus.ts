// One valid request or more for every route of the gateway: what mutations start from.
import type { Json } from "../../src/lib/json.ts";
import { adminExamples } from "./corpus-admin.ts";
import { dialectExamples } from "./corpus-dialects.ts";
import { publicExamples } from "./corpus-public.ts";
import { receiverExamples } from "./corpus-receivers.ts";
import { simulatorExamples } from "./corpus-simulator.ts";
import type { World } from "./world.ts";

/** Who signs the bytes of a request, once they are final. */
export type Signer = "meta" | "email" | "retell";

export interface Example {
  /** Method and path as the app registers them. */
  route: string;
  method: string;
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  body?: Json;
  signedBy?: Signer;
  /** Its answer, the first time; any success when absent. */
  status?: number;
}

/** What needs no key, as patterns with an example where they have a variable. */
const openPaths: [pattern: string, path?: string][] = [
  ["/healthz"],
  ["/readyz"],
  ["/openapi.json"],
  ["/openapi/:file", "/openapi/votel.json"],
  ["/docs"],
  ["/docs/style.css"],
  ["/docs/:dialect", "/docs/xobito"],
];

export function corpus(world: World): Example[] {
  return [
    ...publicExamples(world),
    ...dialectExamples(world),
    ...adminExamples(world),
    ...receiverExamples(world),
    ...simulatorExamples(world),
    ...openPaths.map(([pattern, path = pattern]) => ({
      route: `GET ${pattern}`,
      method: "GET",
      path,
      headers: {},
    })),
  ];
}
