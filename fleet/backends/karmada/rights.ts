import type { Environment } from "../../fleet.ts";
import { EVERYTHING, READ, WRITE, type Rights } from "../../rule.ts";
import { onKinds } from "./kinds.ts";
import { KARMADA_NAMESPACES } from "./names.ts";

/**
 * What Karmada does on a member: it watches the kinds that it carries in all namespaces, for its caches know no other
 * way, counts what is free, and writes where the member carries workloads.
 *
 * @param namespaces Those of workloads that the member has.
 */
export function memberRights({ federation }: Environment, namespaces: readonly string[]): Rights {
  if (federation?.karmada?.rights === "cluster-admin") return { cluster: EVERYTHING, namespaces: [] };
  return {
    cluster: [{ apiGroups: [""], resources: ["nodes", "pods"], verbs: READ }, ...onKinds(READ)],
    namespaces: namespaces.map((namespace) => ({ namespace, rules: onKinds(WRITE) })),
  };
}

/**
 * What the environment stack keeps in Karmada's API: members and their Secrets, policies and templates. The kinds of
 * templates in all namespaces: a right to one goes with the namespace, which may go before what is in it is let go. Nothing
 * runs on that cluster.
 */
export function controlRights({ federation }: Environment): Rights {
  if (federation?.karmada?.rights === "cluster-admin") return { cluster: EVERYTHING, namespaces: [] };
  return {
    cluster: [
      { apiGroups: ["cluster.karmada.io"], resources: ["clusters"], verbs: WRITE },
      {
        apiGroups: ["policy.karmada.io"],
        resources: ["propagationpolicies", "overridepolicies"],
        verbs: WRITE,
      },
      ...onKinds(WRITE),
    ],
    namespaces: [
      {
        namespace: KARMADA_NAMESPACES.members,
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: WRITE }],
      },
    ],
  };
}
