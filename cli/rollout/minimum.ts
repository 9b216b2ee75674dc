import { setTimeout as sleep } from "node:timers/promises";
import type { Shown } from "./sight.ts";

const EVERY_MS = 500;
/** A cluster that does not answer is taken for what it showed last, for so long; then for having nothing. */
const SILENCE_MS = 10_000;

/** Replicas of a workload over all clusters, while a change of it is under way. */
interface Watched {
  readonly minimum: number;
  /** Whether the minimum was there at all: what begins below it is not made worse by being mended. */
  met: boolean;
  /** Whether something of it has been changed. */
  touched: boolean;
  /** The fewest that were available since. */
  lowest: number | undefined;
  fallen: string | undefined;
}

/** Counts the available replicas of workloads, and says so at once when one falls below its minimum. */
export class MinimumWatch {
  readonly #watched: ReadonlyMap<string, Watched>;
  readonly #look: () => Promise<ReadonlyMap<string, Shown>>;
  readonly #onFall: (workload: string) => void;
  readonly #lastSeen = new Map<string, { at: number; available: ReadonlyMap<string, number> }>();
  #ended: Promise<void> | undefined;
  #running = false;

  /**
   * @param minima By workload.
   * @param onFall Told once of each workload that has fallen below its minimum after it was changed.
   */
  constructor(
    minima: ReadonlyMap<string, number>,
    look: () => Promise<ReadonlyMap<string, Shown>>,
    onFall: (workload: string) => void,
  ) {
    this.#watched = new Map(
      [...minima].map(([name, minimum]) => [
        name,
        { minimum, met: false, touched: false, lowest: undefined, fallen: undefined },
      ]),
    );
    this.#look = look;
    this.#onFall = onFall;
  }

  /** Looks once, so that what there was before is known, and then on and on until it is stopped. */
  async start(): Promise<void> {
    if (this.#watched.size === 0) return;
    await this.#count();
    this.#running = true;
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#ended;
  }

  /** From now on what happens to this workload is the rollout's doing. */
  touch(workload: string): void {
    const watched = this.#watched.get(workload);
    if (watched !== undefined) watched.touched = true;
  }

  /** In words, how a workload has fallen below its minimum. */
  fallOf(workload: string): string | undefined {
    return this.#watched.get(workload)?.fallen;
  }

  /** The fewest replicas that were available since something of it was changed; undefined if nothing was. */
  lowestOf(workload: string): number | undefined {
    return this.#watched.get(workload)?.lowest;
  }

  async #run(): Promise<void> {
    while (this.#running) {
      await sleep(EVERY_MS);
      await this.#count();
    }
  }

  async #count(): Promise<void> {
    this.note(await this.#look(), performance.now());
  }

  /** Takes in what was seen at a time. */
  note(shown: ReadonlyMap<string, Shown>, now: number): void {
    for (const [cluster, seen] of shown) {
      if ("silent" in seen) continue;
      const available = new Map([...seen].map(([name, share]) => [name, share.available]));
      this.#lastSeen.set(cluster, { at: now, available });
    }
    for (const [workload, watched] of this.#watched) {
      const available = this.#availableOf(workload, now);
      watched.met ||= available >= watched.minimum;
      if (!watched.touched || !watched.met) continue;
      watched.lowest = Math.min(watched.lowest ?? available, available);
      if (available >= watched.minimum || watched.fallen !== undefined) continue;
      watched.fallen = `${workload} fell to ${available} available replicas, below its minAvailable of ${watched.minimum}`;
      this.#onFall(workload);
    }
  }

  #availableOf(workload: string, now: number): number {
    let sum = 0;
    for (const { at, available } of this.#lastSeen.values())
      if (now - at <= SILENCE_MS) sum += available.get(workload) ?? 0;
    return sum;
  }
}
