import type { Difference } from "../plugin/calls.ts";
import type { WorkloadFacts, WorkloadSpec } from "./spec.ts";

/** What the engine sends in place of a value that is not known yet (pulumi, sdk/go/common/resource/plugin, UnknownStringValue). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type State = WorkloadSpec & WorkloadFacts;

/**
 * What there is to do. Asked in every run, and so is the hub: a kubeconfig whose certificate has been renewed is taken
 * over. A hub that does not answer changes nothing, as long as nothing else has changed.
 *
 * @throws Error if the cluster would have to move: it cannot, and another in its place is not what was asked for.
 */
export async function compare(
  state: State,
  spec: WorkloadSpec,
  read: (spec: WorkloadSpec) => Promise<WorkloadFacts | undefined>,
): Promise<Difference> {
  for (const key of ["namespace", "name"] as const) {
    if (state[key] === spec[key]) continue;
    throw new Error(
      `Cluster "${state.namespace}/${state.name}" cannot become "${spec.namespace}/${spec.name}": Cluster API does not move ` +
        `clusters. Put ${key} back, or remove the cluster from fleet.yaml, bring up, and declare it anew.`,
    );
  }
  const keys = Object.keys(spec) as (keyof WorkloadSpec)[];
  const changed = keys.some((key) => state[key] !== spec[key]);
  return {
    changes: changed || (spec.hub !== UNKNOWN && (await hasMoved(state, spec, read))),
    replaces: [],
    deleteBeforeReplace: false,
  };
}

async function hasMoved(
  state: State,
  spec: WorkloadSpec,
  read: (spec: WorkloadSpec) => Promise<WorkloadFacts | undefined>,
): Promise<boolean> {
  try {
    const facts = await read(spec);
    if (facts === undefined) return true;
    return facts.kubeconfig !== state.kubeconfig || identityOf(facts, state) !== state.identifier;
  } catch {
    return false;
  }
}

/**
 * What the cluster is known by: for life, the Cluster object that it was made from. One that was restored on a hub that
 * had been lost is another object and the same cluster, with the same authority at the same address. Taken for another,
 * what is in it would be made once more, and then deleted.
 */
export function identityOf(
  found: Pick<WorkloadFacts, "ca" | "endpoint" | "identifier">,
  before: Pick<WorkloadFacts, "ca" | "endpoint" | "identifier">,
): string {
  const isSame = found.ca === before.ca && found.endpoint === before.endpoint;
  return isSame ? before.identifier : found.identifier;
}
