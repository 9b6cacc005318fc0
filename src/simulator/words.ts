import type { PlayedProvider } from "./faults.ts";
import { instagramSays, messengerSays } from "./meta/messaging.ts";
import { telegramSays } from "./telegram.ts";
import { twilioSays } from "./twilio.ts";
import type { Says, Word } from "./word.ts";

/** Who carries a person's word on each channel. */
export const speak: Record<Word["channel"], { provider: PlayedProvider; says: Says }> = {
  sms: { provider: "twilio", says: twilioSays },
  messenger: { provider: "meta", says: messengerSays },
  instagram: { provider: "meta", says: instagramSays },
  telegram: { provider: "telegram", says: telegramSays },
};
