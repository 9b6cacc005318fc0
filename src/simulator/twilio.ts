import type { Letter } from "./letter.ts";
import type { Magic, Player } from "./player.ts";
import type { Says } from "./word.ts";

export const twilioHost = "api.twilio.com";

export const twilioMagic: Magic[] = [];

export const playTwilio: Player = () => ({ status: 501, body: {} });

export const twilioRequest = async ({ url, body }: Letter): Promise<Request> =>
  new Request(url, { method: "POST", body });

export const twilioSays: Says = () => ({ id: "", callbacks: [] });
