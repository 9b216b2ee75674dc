import { clusterExists, compareCluster } from "./observe.ts";
import { seal } from "../plugin/properties.ts";
import { endWithTheEngine, serve } from "../plugin/serve.ts";
import type { KwokFacts, KwokSpec } from "./spec.ts";

/*
 * The provider of local clusters: a process that the engine starts in the project's folder, beside the program. A
 * plugin, and not a dynamic resource: it starts in a quarter of the time (nothing of the program is loaded), and no
 * code is kept in the state.
 */

const root = process.cwd();

endWithTheEngine();
await serve<KwokSpec, KwokSpec & KwokFacts>({
  diff: (state, spec) => compareCluster(root, state, spec),
  async create(spec) {
    return { id: spec.name, state: await ensure(spec) };
  },
  update: ensure,
  exists: (id) => clusterExists(root, id),
  async delete(id, { identifier }) {
    await (await lifecycle()).deleteCluster(root, id, identifier);
  },
});

async function ensure(spec: KwokSpec): Promise<object> {
  const { kubeconfig, ...facts } = await (await lifecycle()).ensureCluster(root, spec);
  return { ...spec, ...facts, kubeconfig: seal(kubeconfig) };
}

/** Loaded when there is something to do: most of the time an `up` only has to look. */
function lifecycle(): Promise<typeof import("./lifecycle.ts")> {
  return import("./lifecycle.ts");
}
