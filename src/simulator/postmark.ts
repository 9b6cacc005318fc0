import type { Letter } from "./letter.ts";
import type { Magic, Player } from "./player.ts";

export const postmarkHost = "api.postmarkapp.com";

export const postmarkMagic: Magic[] = [];

export const playPostmark: Player = () => ({ status: 501, body: {} });

export const postmarkRequest = async ({ url, body }: Letter): Promise<Request> =>
  new Request(url, { method: "POST", body });
