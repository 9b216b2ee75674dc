import { EVERYTHING, READ, WRITE, type Carried, type Rights, type Rule } from "../../rule.ts";
import type { Kind } from "../kinds.ts";
import { KUBEFED_NAMESPACE } from "./names.ts";

interface Declared {
  readonly rights: "kinds" | "cluster-admin";
  readonly rebalance: boolean;
}

/**
 * What KubeFed does in a member, as seen with the real one: it looks at all objects of the kinds that it carries, since
 * it asks for them in all namespaces at once, and writes those of its workloads. `kubefedctl join` gives everything
 * instead (pkg/kubefedctl/join.go), and for a federation of one namespace also nodes and `/healthz`: it does not ask for
 * nodes, and every account may ask for `/healthz` (system:public-info-viewer). It needs no rights to namespaces, which
 * it leaves to the regions.
 */
export function memberRights(declared: Declared | undefined, { kinds, namespaces }: Carried): Rights {
  if (declared?.rights === "cluster-admin") return { cluster: EVERYTHING, namespaces: [] };
  const namespaced = kinds.filter(({ namespaced }) => namespaced);
  if (namespaced.length === 0) return { cluster: [], namespaces: [] };
  // A replica scheduler counts the pods that run.
  const pods: readonly Rule[] =
    declared?.rebalance === true ? [{ apiGroups: [""], resources: ["pods"], verbs: READ }] : [];
  const rules = rulesFor(namespaced, ["create", "update", "patch", "delete"]);
  return {
    cluster: [...rulesFor(namespaced, READ), ...pods],
    namespaces: namespaces.map((namespace) => ({ namespace, rules })),
  };
}

/** One for each API group, in their order. */
function rulesFor(kinds: readonly Kind[], verbs: readonly string[]): Rule[] {
  return [...Map.groupBy(kinds, ({ group }) => group)].map(([group, within]) => ({
    apiGroups: [group],
    resources: within.map(({ plural }) => plural),
    verbs,
  }));
}

/** On the hub, for the environment's stack: its members, and the kinds that it carries. */
export const KUBEFED_KEEPER = {
  namespace: KUBEFED_NAMESPACE,
  rules: [
    { apiGroups: [""], resources: ["secrets"], verbs: WRITE },
    { apiGroups: ["core.kubefed.io"], resources: ["kubefedclusters", "federatedtypeconfigs"], verbs: WRITE },
  ],
} satisfies Rights["namespaces"][number];

/** On the hub, for the environment's stack: federated objects, in the namespaces of their workloads. */
export const FEDERATED_KEEPER: readonly Rule[] = [
  { apiGroups: ["types.kubefed.io"], resources: ["*"], verbs: WRITE },
  { apiGroups: ["scheduling.kubefed.io"], resources: ["replicaschedulingpreferences"], verbs: WRITE },
];
