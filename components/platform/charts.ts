import { API_VERSIONS } from "../../fleet/compatibility.ts";
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
}

/** Relative, as the provider runs in the project's folder: the state says nothing of the machine it was made on. */
const API_CHARTS = ".archipelago/charts";

/** Resource types by themselves: a chart that the toolchain has made of upstream's definitions. */
export function apiRelease(name: ApiName): PlannedRelease {
  const release = `api-${name}`;
  const chart = `${API_CHARTS}/${release}-${API_VERSIONS[name]}`;
  return { release, args: { name: release, namespace: SYSTEM_NAMESPACE, chart, values: {} } };
}

/** The charts of an environment. */
export function chartSource({ charts }: Environment): ChartSource {
  return {
    api: apiRelease,
    chart: ({ release, namespace, chart, values }, system) => {
      const version = charts.versions[system];
      const source = charts.mirror === undefined ? chart : `${charts.mirror}/${chart}`;
      const args = {
        name: release,
        namespace,
        chart: source,
        values,
        ...(version === undefined ? {} : { version }),
      };
      return { release, args };
    },
  };
}
