import { createHash } from "node:crypto";
import { hubProviderName, namespaceOf } from "../../../fleet/clouds/cluster-api/namespace.ts";
import { planClusterApi, type ClusterApiPlan } from "../../../fleet/clouds/cluster-api/plan.ts";
import { provisioningPad } from "../../../fleet/links.ts";
import { createObject } from "../../kubernetes/object.ts";
import { targetKubeconfig } from "../../links/target.ts";
import { Provider } from "../../sdk/kubernetes.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import { CHANGES_IN_PLACE } from "../connection.ts";
import type { HubAccess, Provision, ProvisionArgs, ProvisionerContext } from "../provision.ts";
import { WorkloadCluster } from "./workload-cluster.ts";

/** The hub, as the clusters of one namespace on it are made. */
interface Hub {
  readonly provider: Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Clusters of Cluster API: objects on the hub, in a namespace to which this stack has a token. */
export function provisioner({ environment }: ProvisionerContext): Provision {
  const hubs = new Map<string, Hub>();
  return ({ cluster, fullName, hub, parent }) => {
    const { name, provisioner: declared } = cluster;
    if (declared.kind !== "cluster-api") throw new TypeError(`Cluster "${name}" is not one of Cluster API.`);
    const namespace = namespaceOf(declared, environment);
    if (namespace === undefined || hub === undefined)
      throw new Error(`Cluster "${name}" has no namespace on the hub.`);
    const reached = hubs.get(namespace) ?? reachHub(hub, namespace);
    hubs.set(namespace, reached);
    const facts = createCluster(
      name,
      planClusterApi(cluster, declared, fullName, namespace),
      reached,
      parent,
    );
    return { facts };
  };
}

function reachHub({ target, dependsOn }: HubAccess, namespace: string): Hub {
  const pad = provisioningPad(namespace);
  const token = target.tokens.get(pad);
  if (token === undefined) throw new Error(`The hub ${target.cluster} has no landing pad ${pad}.`);
  const kubeconfig = targetKubeconfig(target, token);
  const provider = new Provider(
    hubProviderName(target.cluster, pad),
    { kubeconfig, clusterIdentifier: target.identifier, ...CHANGES_IN_PLACE },
    { dependsOn: [...dependsOn] },
  );
  return { provider, kubeconfig, dependsOn };
}

/**
 * The Cluster comes last, so that it goes first: Cluster API takes down what belongs to it in the right order, and what
 * it needs for that has to be there until then (kubernetes-sigs/cluster-api, issue 4685).
 */
function createCluster(
  name: string,
  plan: ClusterApiPlan,
  { provider, kubeconfig, dependsOn }: Hub,
  parent: ProvisionArgs["parent"],
): WorkloadCluster {
  const [clusterObject, ...others] = plan.objects;
  if (clusterObject === undefined) throw new Error(`Cluster "${name}" comes to nothing.`);
  const before = others.map((object) =>
    createObject(`${name}/${object.kind}/${object.metadata.name}`, object, {
      provider,
      parent,
      dependsOn: [...dependsOn],
    }),
  );
  const { protect, deleteSeconds, readySeconds } = plan;
  const cluster = createObject(`${name}/Cluster`, clusterObject, {
    provider,
    parent,
    protect,
    dependsOn: [...dependsOn, ...before],
    customTimeouts: { delete: `${deleteSeconds}s` },
  });
  return new WorkloadCluster(
    name,
    {
      hub: kubeconfig,
      namespace: plan.namespace,
      name: plan.name,
      version: plan.version,
      kubeconfigSecret: plan.kubeconfigSecret,
      objects: createHash("sha256").update(JSON.stringify(plan.objects)).digest("hex").slice(0, 16),
      readySeconds,
      deleteSeconds,
    },
    { parent, protect, dependsOn: [cluster, ...before] },
  );
}
