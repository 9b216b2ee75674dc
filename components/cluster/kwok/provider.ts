import { main, type Provider } from "@pulumi/pulumi/provider/index.js";
import { clusterExists, compareCluster } from "./observe.ts";
import type { KwokFacts, KwokSpec } from "./spec.ts";

/*
 * The provider of local clusters: a process that the engine starts in the project's folder, beside the program. A
 * plugin, and not a dynamic resource: it starts in a quarter of the time (nothing of the program is loaded), and no
 * code is kept in the state.
 */

const root = process.cwd();

const provider: Provider = {
  async create(_urn, spec: KwokSpec) {
    return { id: spec.name, outs: { ...spec, ...(await (await lifecycle()).ensureCluster(root, spec)) } };
  },
  async diff(_id, _urn, state: KwokSpec & KwokFacts, spec: KwokSpec) {
    return compareCluster(root, state, spec);
  },
  async update(_id, _urn, _state, spec: KwokSpec) {
    return { outs: { ...spec, ...(await (await lifecycle()).ensureCluster(root, spec)) } };
  },
  async read(id, _urn, props: unknown) {
    return (await clusterExists(root, id)) ? { id, props } : {};
  },
  async delete(id) {
    await (await lifecycle()).deleteCluster(root, id);
  },
};

/** Loaded when there is something to do: most of the time an `up` only has to look. */
function lifecycle(): Promise<typeof import("./lifecycle.ts")> {
  return import("./lifecycle.ts");
}

endWithTheEngine();
await main(provider, process.argv.slice(2));

/** An engine that is killed cannot tell its plugins. What is cut off here, the next run takes up. */
function endWithTheEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, 500).unref();
}
