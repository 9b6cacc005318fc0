import type { Says } from "../word.ts";

export const messengerSays: Says = () => ({ id: "", callbacks: [] });
export const instagramSays: Says = () => ({ id: "", callbacks: [] });
