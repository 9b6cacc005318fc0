import type { Simulator } from "../../src/simulator/simulator.ts";
import { phoneNumberId } from "./world.ts";

interface Uploaded {
  id: string;
  error?: { code: number };
}

/** Gives the pretend Meta a file of so many bytes. */
export async function upload(
  simulator: Simulator,
  type: string,
  { bytes = 10, number = phoneNumberId }: { bytes?: number; number?: string } = {},
): Promise<Uploaded> {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", type);
  form.set("file", new File([new Uint8Array(bytes)], "a file.bin", { type }));
  const response = await simulator.fetch(
    new Request(`https://graph.facebook.com/v25.0/${number}/media`, {
      method: "POST",
      headers: { authorization: "Bearer EAAx" },
      body: form,
    }),
  );
  return (await response.json()) as Uploaded;
}
