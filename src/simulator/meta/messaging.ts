import type { Says } from "../words.ts";

export const messengerSays: Says = () => ({ id: "", callbacks: [] });
export const instagramSays: Says = () => ({ id: "", callbacks: [] });
