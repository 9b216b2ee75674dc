import type { Workload } from "../fleet.ts";
import { compare } from "../compare.ts";
import { carrierOf, type BackEndName } from "./back-end.ts";

/**
 * How a back end has a workload: `carried`, or `kept` on its clusters although the back end is about to let go of it,
 * so that the one after it finds it running.
 */
export type Holding = "carried" | "kept";

/** What a stack has written down of the workloads that it holds: by back end, then by workload. */
export type Holdings = Partial<Readonly<Record<BackEndName, Readonly<Record<string, Holding>>>>>;

/** A workload in the hands of a back end of this stack. */
export interface Held {
  readonly workload: Workload;
  readonly backend: BackEndName;
  readonly holding: Holding;
}

/**
 * What the back ends of one kind of stack have in hand in this run. When the back end of a workload changes, the old
 * one first sees to it that its objects outlive it, and lets go of them in the run after that: between the two the new
 * one has taken over what it found, and no pod was deleted. A workload that is declared no more is in nobody's hands,
 * and its objects are deleted.
 *
 * @param workloads Those of the environment.
 * @param before What the stack's last run has written down.
 */
export function holdingsOf(
  kind: ReturnType<typeof carrierOf>,
  workloads: readonly Workload[],
  before: Holdings,
): Held[] {
  const own = workloads
    .filter(({ backend }) => carrierOf(backend) === kind)
    .map((workload): Held => ({ workload, backend: workload.backend, holding: "carried" }));
  const leaving = (Object.keys(before) as BackEndName[]).sort(compare).flatMap((backend) =>
    Object.entries(before[backend] ?? {}).flatMap(([name, holding]): Held[] => {
      const workload = workloads.find((each) => each.name === name);
      const isLeaving = workload !== undefined && workload.backend !== backend && holding === "carried";
      return isLeaving && carrierOf(backend) === kind ? [{ workload, backend, holding: "kept" }] : [];
    }),
  );
  return [...own, ...leaving];
}

/**
 * Workloads that a stack is about to take over: another one has them in hand, and it has not had them yet. What is found
 * then may differ from what is declared now, and has to give way.
 *
 * @param own What the stack's last run has written down.
 * @param others What the last run of the other kind of stack has.
 */
export function takenOver(held: readonly Held[], own: Holdings, others: Holdings): ReadonlySet<string> {
  const isElsewhere = (name: string) => Object.values(others).some((each) => Object.hasOwn(each, name));
  const taken = held.filter(({ workload: { name }, backend, holding }) => {
    return holding === "carried" && own[backend]?.[name] === undefined && isElsewhere(name);
  });
  return new Set(taken.map(({ workload }) => workload.name));
}

/** For the outputs of the stack: what its next run begins with. */
export function holdingsRecord(held: readonly Held[]): Holdings {
  const record: Partial<Record<BackEndName, Record<string, Holding>>> = {};
  for (const { workload, backend, holding } of held) (record[backend] ??= {})[workload.name] = holding;
  return record;
}

/** In words, what another run will let go of. */
export function lettingGo(held: readonly Held[]): string[] {
  return held
    .filter(({ holding }) => holding === "kept")
    .map(({ workload, backend }) => `${workload.name} (${backend} hands it over to ${workload.backend})`);
}
