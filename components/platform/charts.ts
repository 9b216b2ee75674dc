import { API_VERSIONS, type SystemRelease } from "../../fleet/compatibility.ts";
import type { ChartFolder } from "../../fleet/charts/mirror.ts";
import { sourceChart, type SourcedChart } from "../../fleet/charts/plan.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { SYSTEM_NAMESPACE } from "../../fleet/namespaces.ts";
import type { ApiName, ChartPlan, SystemName } from "../../fleet/platform/system.ts";
import type { ReleaseArgs } from "../sdk/kubernetes.ts";

export interface PlannedRelease {
  /** Name of the release; unique on its cluster. */
  readonly release: string;
  readonly args: ReleaseArgs;
}

/** Where charts come from. */
export interface ChartSource {
  /** A set of resource types, as the toolchain keeps it. */
  api(name: ApiName): PlannedRelease;
  /** A chart of a system: from the mirror, or from its official source. */
  chart(plan: ChartPlan, system: SystemName): PlannedRelease;
  /** Version of a system whose software is installed. */
  version(system: SystemName): string | undefined;
}

/** Relative, as the provider runs in the project's folder: the state says nothing of the machine it was made on. */
const API_CHARTS = ".archipelago/charts";

/** Resource types by themselves: a chart that the toolchain has made of upstream's definitions. */
export function apiRelease(name: ApiName): PlannedRelease {
  const release = `api-${name}`;
  const chart = `${API_CHARTS}/${release}-${API_VERSIONS[name]}`;
  return { release, args: { name: release, namespace: SYSTEM_NAMESPACE, chart, values: {} } };
}

/**
 * The charts of one cluster.
 *
 * @param releases What the cluster is to run, from `releasesOf`.
 * @param folder The mirror of the environment, if it is a folder.
 */
export function chartSource(
  { charts }: Environment,
  releases: ReadonlyMap<SystemName, SystemRelease | undefined>,
  folder: ChartFolder | undefined,
): ChartSource {
  return {
    api: apiRelease,
    version: (system) => releases.get(system)?.version,
    chart: (plan, system) => {
      const release = releases.get(system);
      if (release === undefined) throw new RangeError(`No version of ${system} is chosen for this cluster.`);
      const sourced = sourceChart(plan, { charts, folder, system, release });
      return { release: plan.release, args: releaseArgs(plan, sourced) };
    },
  };
}

/**
 * A load balancer may never get its address (none on a simulated cluster, a quota on another), and Helm would wait for
 * it in every run until its time is up. Who needs the address waits for it: the passport, which has none until then.
 */
const WITH_LOAD_BALANCER: ReadonlySet<string> = new Set(["gateway", "linkerd-multicluster"]);

/**
 * Not `atomic`: that takes a failed install away, with what says why it failed, and on a cluster whose nodes come late
 * it would begin again each time. A release that has failed stays, is shown as failed, and the next run upgrades it.
 */
function releaseArgs({ chart: name, release, namespace }: ChartPlan, chart: SourcedChart): ReleaseArgs {
  return {
    name: release,
    namespace,
    chart: chart.chart,
    ...(chart.repository === undefined ? {} : { repositoryOpts: { repo: chart.repository } }),
    ...(chart.version === undefined ? {} : { version: chart.version }),
    // The provider compares paths, not what is there: without this a chart that has changed in its folder is passed over.
    ...(chart.digest === undefined ? {} : { description: `sha256:${chart.digest}` }),
    values: chart.values,
    ...(WITH_LOAD_BALANCER.has(name) ? { skipAwait: true } : {}),
    timeout: 300,
    maxHistory: 5,
  };
}
