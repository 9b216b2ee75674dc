import type { KubernetesObject } from "../../manifests.ts";
import { describeObject } from "../../objects.ts";
import { kindOf, type Kind } from "../kinds.ts";
import type { WorkloadShares } from "../shares.ts";
import { isFederated } from "./types.ts";

type Rights = "kinds" | "cluster-admin";

/**
 * Kinds that KubeFed must not be given. It replaces whole objects, and of these a cluster writes fields that nobody may
 * take off again, or that bind them to something in that cluster.
 */
const NOT_TO_BE_REPLACED: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: "it replaces objects as a whole, and a claim would lose the volume it is bound to",
  Pod: "it replaces objects as a whole, and a pod would lose its node; use a Deployment",
  Endpoints: "each cluster has its own",
  EndpointSlice: "each cluster has its own",
};

/** Kinds by which rights go from hand to hand: with them, or with all Secrets, whoever is given a little has it all. */
const MORE_THAN_THEY_SEEM: Readonly<Record<string, string>> = {
  Secret: "it would read all Secrets of every member, the tokens of other landing pads among them",
  Role: "it would have to hold the rights itself that it gives",
  RoleBinding: "it would have to hold the rights itself that it gives",
  ClusterRole: "it would have to hold the rights itself that it gives",
  ClusterRoleBinding: "it would have to hold the rights itself that it gives",
};

/** Whether KubeFed may only be given objects of this kind together with all other rights. */
export function needsAllRights({ kind }: Pick<Kind, "kind">): boolean {
  return MORE_THAN_THEY_SEEM[kind] !== undefined;
}

/** What of a workload's objects KubeFed cannot carry, each with why, and the way out; nothing of it is left out silently. */
export function uncarriable({ workload, common, shares }: WorkloadShares, rights: Rights): string[] {
  return common.flatMap((object, index) => {
    const forms = [object, ...shares.flatMap(({ objects }) => objects[index] ?? [])];
    const reason = reasonFor(object, forms, workload.namespace, rights);
    return reason === undefined ? [] : [`${workload.name}: ${describeObject(object)}: ${reason}`];
  });
}

const OTHERS = "use another back end for it";

/** @param forms The object as it is on each cluster. */
function reasonFor(
  object: KubernetesObject,
  forms: readonly KubernetesObject[],
  namespace: string,
  rights: Rights,
): string | undefined {
  const kind = kindOf(object);
  const { kind: name, apiVersion, metadata } = object;
  if (name === "Namespace" && apiVersion === "v1")
    return "namespaces belong to the stacks of the regions, not to a federation; take it out of the manifests";
  const unfit = kind && NOT_TO_BE_REPLACED[name];
  if (unfit !== undefined) return `KubeFed cannot carry it: ${unfit}; ${OTHERS}`;
  if (kind === undefined || !isFederated(kind))
    return `there is no federated kind for ${name} of ${apiVersion}; ${OTHERS}`;
  const grave = MORE_THAN_THEY_SEEM[name];
  if (grave !== undefined && rights !== "cluster-admin")
    return `KubeFed may not carry it: ${grave}; say so with federation.kubefed.rights: cluster-admin, or ${OTHERS}`;
  if (kind.namespaced && metadata.namespace !== namespace)
    return `it is in namespace ${metadata.namespace ?? "?"}, and KubeFed carries only what is in ${namespace}, the workload's`;
  if (forms.some((form) => hasEntries((form.metadata as { finalizers?: unknown }).finalizers)))
    return "KubeFed sets no metadata.finalizers; take them off";
  // deployment.kubernetes.io/revision: each would take off what the other has put there, for ever.
  if (name === "Deployment" && forms.some((form) => hasEntries(form.metadata.annotations)))
    return (
      "KubeFed sets all of metadata.annotations or nothing, and the controller of Deployments keeps its own there; " +
      `patch /spec/template/metadata/annotations if they are for the pods, or ${OTHERS}`
    );
  return undefined;
}

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
