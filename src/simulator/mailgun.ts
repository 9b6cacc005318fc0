import type { Letter } from "./letter.ts";
import type { Magic, Player } from "./player.ts";

export const mailgunHost = "api.mailgun.net";

export const mailgunMagic: Magic[] = [];

export const playMailgun: Player = () => ({ status: 501, body: {} });

export const mailgunRequest = async ({ url, body }: Letter): Promise<Request> =>
  new Request(url, { method: "POST", body });
