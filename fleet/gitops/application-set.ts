import { DECLARED } from "../declared-label.ts";
import type { Application, Gitops } from "../declaration/platform-schema.ts";
import type { ClusterSelector } from "../declaration/schema.ts";
import { byName, type Cluster, type Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { selects } from "../selectors.ts";
import { APPLICATION_LABEL, CLUSTER_LABEL } from "./labels.ts";
import { ARGOCD_NAMESPACE } from "./project.ts";
import { memberExpressions } from "./selector.ts";

/** The ApplicationSets of an environment, one for each declared application. */
export function applicationSets(
  environment: Environment,
  { applications }: Gitops,
  repository: string,
): KubernetesObject[] {
  return byName(applications).map(([name, application]) =>
    applicationSet(name, application, environment, repository),
  );
}

/** The clusters an application goes to, as long as they are as declared. */
export function clustersOf({ clusters }: Application, environment: Environment): Cluster[] {
  return environment.clusters.filter((cluster) => selects(clusters, cluster));
}

function applicationSet(
  name: string,
  application: Application,
  environment: Environment,
  repository: string,
): KubernetesObject {
  const { path, revision, namespace = name, waves } = application;
  return setOf({
    name,
    namespace,
    project: environment.name,
    generator: generator(application, environment),
    source: { repoURL: repository, targetRevision: revision, path },
    waves,
    targets: clustersOf(application, environment),
    // A member that goes keeps what it runs: to take an application away is a decision of its own.
    keep: true,
  });
}

/** What an ApplicationSet of this program is made from. */
export interface SetArgs {
  readonly name: string;
  /** Where its objects go, on each cluster. */
  readonly namespace: string;
  readonly project: string;
  /** Gives the name of each cluster as `name`. */
  readonly generator: object;
  readonly source: object;
  readonly waves: readonly ClusterSelector[];
  readonly targets: readonly Cluster[];
  /** Whether what has been deployed stays where an entry, or the whole, goes; else Argo CD deletes it. */
  readonly keep: boolean;
  /** For what is no text: `template` holds nothing else. */
  readonly templatePatch?: string;
}

/** An ApplicationSet with an Application for each cluster that its generator gives. */
export function setOf(args: SetArgs): KubernetesObject {
  const { name, namespace, project, generator, source, waves, targets, keep, templatePatch } = args;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name, namespace: ARGOCD_NAMESPACE, labels: DECLARED },
    spec: {
      goTemplate: true,
      // A label that is missing is an error, and not an empty text in somebody's name.
      goTemplateOptions: ["missingkey=error"],
      generators: [generator],
      template: {
        metadata: {
          name: `${name}-{{ .name }}`,
          labels: { [APPLICATION_LABEL]: name, [CLUSTER_LABEL]: "{{ .name }}" },
        },
        spec: {
          project,
          source,
          destination: { name: "{{ .name }}", namespace },
          syncPolicy: waves.length > 0 ? { retry: RETRY } : { automated: AUTOMATED, retry: RETRY },
        },
      },
      ...(templatePatch === undefined ? {} : { templatePatch }),
      syncPolicy: { preserveResourcesOnDeletion: keep },
      ...(waves.length > 0 ? { strategy: rollingSync(waves, targets) } : {}),
    },
  };
}

/** What git has and the cluster has not is made, what git has no more is deleted, what was changed by hand is changed back. */
const AUTOMATED = { prune: true, selfHeal: true, allowEmpty: false };

/**
 * For ever: with Argo CD's default of five attempts an application is not tried again when its cluster comes back
 * from a longer outage, until somebody commits.
 */
const RETRY = { limit: -1, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } };

/** `clusters` lets Argo CD look for itself, by the labels of the cluster secrets; `list` writes out what was chosen here. */
function generator(application: Application, environment: Environment): object {
  if (application.generator === "clusters") {
    const matchExpressions = memberExpressions(application.clusters, environment.name);
    return { clusters: { selector: { matchExpressions } } };
  }
  const elements = clustersOf(application, environment).map(({ name, region, country }) => ({
    name,
    region,
    country,
  }));
  return { list: { elements } };
}

/**
 * Progressive sync: one step for each wave, and a last one for the clusters that no wave names, which else would
 * never be synced. The controller does the syncing then, and automated sync is off (argo-cd,
 * docs/operator-manual/applicationset/Progressive-Syncs.md).
 */
function rollingSync(waves: readonly ClusterSelector[], targets: readonly Cluster[]): object {
  const steps: string[][] = [];
  const left = new Set(targets.map(({ name }) => name));
  for (const wave of waves) {
    const names = targets.filter((cluster) => left.has(cluster.name) && selects(wave, cluster));
    names.forEach(({ name }) => left.delete(name));
    steps.push(names.map(({ name }) => name));
  }
  const named = steps.flat();
  return {
    type: "RollingSync",
    rollingSync: {
      steps: [
        ...steps.filter((names) => names.length > 0).map((values) => step("In", values)),
        // Not the list of the others: a cluster that Argo CD finds before the next run is in no list.
        step("NotIn", named),
      ],
    },
  };
}

function step(operator: "In" | "NotIn", values: readonly string[]): object {
  return { matchExpressions: [{ key: CLUSTER_LABEL, operator, values }] };
}
