import type { ProviderDeps } from "./dialects/provider-deps.ts";
import { err } from "./lib/result.ts";

/** What dialects ask of providers besides sends. */
export const providerVerbs: ProviderDeps = {
  uploadMedia: async () => err({ code: "unavailable" }),
  createTemplate: async () => err({ code: "unavailable" }),
};
