import type { Letter } from "./letter.ts";
import type { Magic, Player } from "./player.ts";

export const sendgridHost = "api.sendgrid.com";

export const sendgridMagic: Magic[] = [];

export const playSendgrid: Player = () => ({ status: 501, body: {} });

export const sendgridRequest = async ({ url, body }: Letter): Promise<Request> =>
  new Request(url, { method: "POST", body });
