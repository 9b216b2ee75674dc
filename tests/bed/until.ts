import { setTimeout as sleep } from "node:timers/promises";

/**
 * Looks again and again until what it sees is as expected, and returns that.
 * @throws with what was seen last, if `seconds` pass before.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  expected: (seen: T) => boolean,
  seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (expected(seen)) return seen;
    if (performance.now() > end)
      throw new Error(`Not so within ${seconds} s; seen last: ${JSON.stringify(seen, undefined, 2)}`);
    await sleep(500);
  }
}
