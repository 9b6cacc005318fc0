// The gateway's clock, which the test may let run faster than the world's, or stand still between one
// event and the next.
import { env } from "cloudflare:workers";
import { faults } from "./faults.ts";

const worldNow = Date.now.bind(Date);
const { CHAOS_EPOCH, CHAOS_SPEED } = env as { CHAOS_EPOCH?: string; CHAOS_SPEED?: string };
const epoch = Number(CHAOS_EPOCH ?? worldNow());
const speed = Number(CHAOS_SPEED ?? 1);
let stoodAt = worldNow();

/** Something came in or went out. */
export function moveClock(): void {
  stoodAt = worldNow();
}

/** When the world's clock will show what the gateway's shows at `at`. */
export const inTheWorld = (at: number): number => epoch + (at - epoch) / speed;

Date.now = () => {
  const world = faults().frozenClock ? stoodAt : worldNow();
  return Math.round(epoch + (world - epoch) * speed);
};
