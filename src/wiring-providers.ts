import type { ProviderDeps } from "./dialects/provider-deps.ts";
import { err, ok } from "./lib/result.ts";
import { providerOf } from "./providers/index.ts";
import { sealBroken } from "./send/upload-media.ts";
import { keepTemplate } from "./store/templates.ts";
import { caches, db, edge, openAccount, transportFor } from "./wiring.ts";

/** What dialects ask of providers besides sends. */
export const providerVerbs: ProviderDeps = {
  uploadMedia: edge.files.uploadMedia,
  createTemplate: async (account, template) => {
    const { createTemplate } = providerOf(account);
    if (!createTemplate) {
      const message = `An account for ${account.channel} has no templates.`;
      return err({ code: "content_unsupported", message });
    }
    const opened = await openAccount(account);
    if (!opened) return err(sealBroken);
    const created = await createTemplate(template, opened, transportFor(account));
    if (!created.ok) return created;
    const stored = await keepTemplate(db, account, created.value, edge.clock());
    caches.templates.clear();
    return ok(stored);
  },
};
