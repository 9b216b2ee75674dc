import type { Environment } from "../../fleet.ts";
import { EVERYTHING, READ, WRITE, type Rights, type Rule } from "../../rule.ts";
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

/** What the environment stack keeps in Karmada's API: members and their Secrets, policies and templates. */
export function controlRights(environment: Environment): Rights {
  if (environment.federation?.karmada?.rights === "cluster-admin")
    return { cluster: EVERYTHING, namespaces: [] };
  const policies: Rule = {
    apiGroups: ["policy.karmada.io"],
    resources: ["propagationpolicies", "overridepolicies"],
    verbs: WRITE,
  };
  return {
    cluster: [{ apiGroups: ["cluster.karmada.io"], resources: ["clusters"], verbs: WRITE }],
    namespaces: [
      {
        namespace: KARMADA_NAMESPACES.members,
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: WRITE }],
      },
      ...namespacesOf(environment.workloads).map((namespace) => ({
        namespace,
        rules: [policies, ...onKinds(WRITE)],
      })),
    ],
  };
}

function namespacesOf(workloads: Environment["workloads"]): string[] {
  return [...new Set(workloads.map(({ namespace }) => namespace))];
}
