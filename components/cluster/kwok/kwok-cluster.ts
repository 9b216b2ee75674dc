import * as pulumi from "@pulumi/pulumi";
import type { KwokFacts, KwokSpec } from "./spec.ts";

type State = KwokSpec & KwokFacts;
type Lifecycle = typeof import("./lifecycle.ts");

/**
 * The engine keeps the text of these functions in the state, and runs it in a process of its own. They do nothing
 * but call lifecycle.ts, found from the project's folder (where the engine starts that process): so the state holds
 * no path of a machine, and a change of the lifecycle is not a change of every cluster.
 */
const provider: pulumi.dynamic.ResourceProvider<KwokSpec, State> = {
  async create(spec) {
    const lifecycle = (await import(`${process.cwd()}/components/cluster/kwok/lifecycle.ts`)) as Lifecycle;
    const facts = await lifecycle.ensureCluster(process.cwd(), spec);
    return { id: spec.name, outs: { ...spec, ...facts } };
  },
  async diff(_id, state, spec) {
    const lifecycle = (await import(`${process.cwd()}/components/cluster/kwok/lifecycle.ts`)) as Lifecycle;
    return lifecycle.compareCluster(process.cwd(), state, spec);
  },
  async update(_id, _state, spec) {
    const lifecycle = (await import(`${process.cwd()}/components/cluster/kwok/lifecycle.ts`)) as Lifecycle;
    const facts = await lifecycle.ensureCluster(process.cwd(), spec);
    return { outs: { ...spec, ...facts } };
  },
  async read(id, state) {
    const lifecycle = (await import(`${process.cwd()}/components/cluster/kwok/lifecycle.ts`)) as Lifecycle;
    return state !== undefined && (await lifecycle.clusterExists(process.cwd(), id)) ? { id, props: state } : {};
  },
  async delete(id) {
    const lifecycle = (await import(`${process.cwd()}/components/cluster/kwok/lifecycle.ts`)) as Lifecycle;
    await lifecycle.deleteCluster(process.cwd(), id);
  },
};

/**
 * A real Kubernetes API server, controller manager, scheduler and etcd as processes of this machine, on loopback,
 * with nodes that KWOK simulates. Kept in `.archipelago/clusters/<name>`; an `up` starts what has stopped.
 */
export class KwokCluster extends pulumi.dynamic.Resource {
  declare readonly identifier: pulumi.Output<string>;
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly ca: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;
  declare readonly issuer: pulumi.Output<string>;
  declare readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, spec: KwokSpec, options?: pulumi.CustomResourceOptions) {
    const facts: Record<keyof KwokFacts, undefined> = {
      identifier: undefined,
      endpoint: undefined,
      ca: undefined,
      version: undefined,
      issuer: undefined,
      kubeconfig: undefined,
    };
    const secret = { additionalSecretOutputs: ["kubeconfig"] };
    super(provider, name, { ...spec, ...facts }, pulumi.mergeOptions(options, secret), "archipelago", "KwokCluster");
  }
}
