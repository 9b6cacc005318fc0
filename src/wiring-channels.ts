import type { ChannelVerbs } from "./dialects/channel-verbs.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { GatewayError } from "./model/errors.ts";
import { providerOf } from "./providers/index.ts";
import { createAccount } from "./store/accounts.ts";
import { getWorkspace } from "./store/workspaces.ts";
import { admin, db, openAccount, secrets } from "./wiring.ts";

/** What dialects do to accounts. */
export const channelVerbs: ChannelVerbs = {
  addSender: async (source, { name, sender, isDefault }) => {
    const { workspaceId, provider, channel } = source;
    // Twilio takes a number or a messaging service, never both.
    const { messaging_service_sid: _, ...kept } = source.settings;
    const settings = providerOf(source).settingsSchema.safeParse({ ...kept, from: sender });
    if (!settings.success) {
      throw new GatewayError("field_invalid", { message: `${provider} cannot send as ${sender}` });
    }
    const [opened, workspace] = await Promise.all([
      openAccount(source),
      getWorkspace(db, workspaceId),
    ]);
    if (!opened || !workspace) {
      throw new GatewayError("credentials_refused", {
        message: "The integration's stored credentials cannot be opened. Enter them again.",
      });
    }
    const { credentials } = opened;
    const account = await createAccount(
      { db, sealKey: (await secrets()).seal },
      workspace,
      { name, provider, channel, isDefault, settings: settings.data, credentials },
      clock(),
    );
    admin.configurationChanged(workspaceId);
    return account;
  },
};
