import { availableParallelism, freemem } from "node:os";

/** Memory to keep free for each run of the engine: program, providers, and a local cluster of half a gigabyte. An estimate. */
const BYTES_PER_STACK = 1.5 * 1024 ** 3;

/** How many stacks this machine carries side by side: one per processor, as far as the memory goes. */
export function stacksAtATime(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / BYTES_PER_STACK)));
}
