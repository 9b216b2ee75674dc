import type { Environment } from "../../fleet.ts";
import { clusterFullName } from "../../names.ts";
import type { Rule } from "../../rule.ts";
import { KINDS, MADE_KINDS } from "./kinds.ts";
import { namespaceOf } from "./namespace.ts";
import { kubeconfigSecretOf } from "./plan.ts";

const READ = ["get", "list", "watch"];
const WRITE = [...READ, "create", "update", "patch", "delete"];

/**
 * What a region stack may do in the namespace of its clusters on the hub: keep the objects that it declares, see what
 * becomes of them, and read the kubeconfigs of the clusters that are declared there. Of all other Secrets, among them
 * the clusters' certificate authorities, it can read none.
 */
export function clusterKeeper(namespace: string, environment: Environment): Rule[] {
  const kubeconfigs = environment.clusters.flatMap((cluster) => {
    const { provisioner, name } = cluster;
    if (provisioner.kind !== "cluster-api" || namespaceOf(provisioner, environment) !== namespace) return [];
    return [kubeconfigSecretOf(provisioner, clusterFullName(environment.fleet, environment.name, name))];
  });
  const kinds = Object.values(KINDS);
  const byGroup = Map.groupBy(kinds, ({ group }) => group);
  return [
    ...[...byGroup].map(([group, all]) => ({
      apiGroups: [group],
      resources: all.map(({ plural }) => plural),
      verbs: WRITE,
    })),
    {
      apiGroups: [MADE_KINDS.machine.group],
      resources: Object.values(MADE_KINDS).map(({ plural }) => plural),
      verbs: READ,
    },
    ...(kubeconfigs.length === 0
      ? []
      : [{ apiGroups: [""], resources: ["secrets"], resourceNames: kubeconfigs, verbs: ["get"] }]),
  ];
}
