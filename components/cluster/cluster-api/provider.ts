import { UnfinishedError } from "../plugin/calls.ts";
import { seal } from "../plugin/properties.ts";
import { endWithTheEngine, serve } from "../plugin/serve.ts";
import { compare, identityOf } from "./compare.ts";
import { awaitReady, clusterExists, deleteCluster, readFacts } from "./lifecycle.ts";
import type { WorkloadFacts, WorkloadSpec } from "./spec.ts";

/*
 * The provider of clusters of Cluster API: a process that the engine starts beside the program. The objects themselves
 * go through the provider of Kubernetes, where previews and policies see them; this one knows when they have done.
 */

endWithTheEngine();
await serve<WorkloadSpec, WorkloadSpec & WorkloadFacts>({
  diff: (state, spec) => compare(state, spec, readFacts),
  async create(spec) {
    const id = `${spec.namespace}/${spec.name}`;
    try {
      return { id, state: sealed(spec, await awaitReady(spec)) };
    } catch (error) {
      // The objects are on the hub: a destroy has to know of it.
      throw new UnfinishedError((error as Error).message, id, { ...spec, hub: seal(spec.hub) });
    }
  },
  async update(spec, state) {
    const found = await awaitReady(spec);
    return sealed(spec, { ...found, identifier: identityOf(found, state) });
  },
  exists: (_id, state) => clusterExists(state),
  delete: (_id, state) => deleteCluster(state),
});

function sealed(spec: WorkloadSpec, { kubeconfig, ...rest }: WorkloadFacts): object {
  return { ...spec, ...rest, hub: seal(spec.hub), kubeconfig: seal(kubeconfig) };
}
