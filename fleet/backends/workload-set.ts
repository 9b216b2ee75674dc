import type { Environment } from "../fleet.ts";
import { setOf } from "../gitops/application-set.ts";
import { argocdNamespaces } from "../gitops/namespaces.ts";
import { repositoryPath, repositoryUrl } from "../gitops/repository.ts";
import type { KubernetesObject } from "../manifests.ts";
import { isClusterScoped } from "../scopes.ts";
import { kustomizePatches } from "./kustomize-patches.ts";
import type { WorkloadShares } from "./shares.ts";

/**
 * A workload as Argo CD carries it out: an entry for each cluster that the model has chosen, with the patches that make
 * of the kustomization in the repository what this cluster is to have. Nothing is left for Argo CD to compute.
 *
 * @param keep Whether the objects stay on their clusters when the ApplicationSet goes.
 * @param root Folder of the project.
 */
export function workloadSet(
  { workload, rendered, shares }: WorkloadShares,
  keep: boolean,
  { name: environment, gitops }: Environment,
  root: string,
): KubernetesObject {
  const { name, namespace, manifests, rollout } = workload;
  const elements = shares.map(({ cluster, objects }) => ({
    name: cluster.name,
    region: cluster.region,
    country: cluster.country,
    patches: kustomizePatches(rendered, objects, namespace),
  }));
  const repo = gitops?.repo ?? "";
  return setOf({
    name,
    namespace,
    project: environment,
    generator: { list: { elements } },
    source: {
      repoURL: repositoryUrl(repo, root),
      targetRevision: "HEAD",
      path: repositoryPath(repo, manifests),
    },
    waves: rollout?.waves ?? [],
    targets: shares.map(({ cluster }) => cluster),
    keep,
    // Patches are lists.
    templatePatch: "spec: { source: { kustomize: { patches: {{ toJson .patches }} } } }",
  });
}

/** In words, what Argo CD has no right to put onto a cluster, as the environment is declared. */
export function forbiddenObjects({ workload, rendered }: WorkloadShares, environment: Environment): string[] {
  const { gitops } = environment;
  if (gitops === undefined || gitops.rights === "cluster-admin") return [];
  const { name, namespace } = workload;
  const allowed = argocdNamespaces(environment);
  return rendered.flatMap((object) => {
    const what = `${name}: ${object.kind} ${object.metadata.name}`;
    if (isClusterScoped(object, rendered))
      return [`${what} is in no namespace, for which gitops.rights: cluster-admin is needed`];
    const own = object.metadata.namespace ?? namespace;
    if (own === namespace || allowed.includes(own)) return [];
    return [`${what} is in namespace ${own}, which is not among gitops.namespaces`];
  });
}
