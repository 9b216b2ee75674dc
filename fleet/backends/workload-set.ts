import type { Environment } from "../fleet.ts";
import { AUTOMATED, RETRY, rollingSync } from "../gitops/application-set.ts";
import { APPLICATION_LABEL, CLUSTER_LABEL } from "../gitops/labels.ts";
import { argocdNamespaces } from "../gitops/namespaces.ts";
import { ARGOCD_NAMESPACE } from "../gitops/project.ts";
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
  const waves = rollout?.waves ?? [];
  const targets = shares.map(({ cluster }) => cluster);
  const repo = gitops?.repo ?? "";
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name, namespace: ARGOCD_NAMESPACE },
    spec: {
      goTemplate: true,
      goTemplateOptions: ["missingkey=error"],
      generators: [{ list: { elements } }],
      template: {
        metadata: {
          name: `${name}-{{ .name }}`,
          labels: { [APPLICATION_LABEL]: name, [CLUSTER_LABEL]: "{{ .name }}" },
        },
        spec: {
          project: environment,
          source: {
            repoURL: repositoryUrl(repo, root),
            targetRevision: "HEAD",
            path: repositoryPath(repo, manifests),
          },
          destination: { name: "{{ .name }}", namespace },
          syncPolicy: waves.length > 0 ? { retry: RETRY } : { automated: AUTOMATED, retry: RETRY },
        },
      },
      // Patches are lists, which a template of texts cannot hold.
      templatePatch: "spec: { source: { kustomize: { patches: {{ toJson .patches }} } } }",
      // Without it Argo CD deletes what it has deployed wherever an entry goes.
      syncPolicy: { preserveResourcesOnDeletion: keep },
      ...(waves.length > 0 ? { strategy: rollingSync(waves, targets) } : {}),
    },
  };
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
