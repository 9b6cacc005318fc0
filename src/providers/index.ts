import type { ProviderName } from "../model/channel.ts";
import { email } from "./email/index.ts";
import { meta } from "./meta/index.ts";
import type { Provider } from "./provider.ts";
import { retell } from "./retell/index.ts";

export const providers: Record<ProviderName, Provider> = { meta, email, retell };
