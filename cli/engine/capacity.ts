import { availableParallelism, freemem } from "node:os";

/** Memory that one run of the engine takes with its program and providers: measured 0.9 GB, and room for a cluster. */
const BYTES_PER_STACK = 1.5 * 1024 ** 3;

/** How many stacks this machine carries side by side: one per processor, as far as the memory goes. */
export function stacksAtATime(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / BYTES_PER_STACK)));
}
