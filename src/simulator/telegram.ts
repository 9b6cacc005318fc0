import type { Letter } from "./letter.ts";
import type { Magic, Player } from "./player.ts";
import type { Says } from "./word.ts";

export const telegramHost = "api.telegram.org";

export const telegramMagic: Magic[] = [];

export const playTelegram: Player = () => ({ status: 501, body: {} });

export const telegramRequest = async ({ url, body }: Letter): Promise<Request> =>
  new Request(url, { method: "POST", body });

export const telegramSays: Says = () => ({ id: "", callbacks: [] });
