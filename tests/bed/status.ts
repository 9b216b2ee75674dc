import type { Bed } from "./bed.ts";

/** What `fleet status --json` prints for one environment. */
export interface Status {
  readonly environment: string;
  readonly clusters: readonly {
    readonly name: string;
    readonly region: string;
    readonly provisioner: string;
    readonly ready: boolean;
    readonly version: string;
    readonly simulated: boolean;
    readonly reason?: string;
  }[];
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly state: string;
  }[];
  readonly workloads: readonly {
    readonly name: string;
    readonly backend: string;
    readonly replicas: Readonly<Record<string, { readonly desired: number; readonly ready: number }>>;
  }[];
  readonly pending: readonly string[];
}

export async function readStatus(bed: Bed): Promise<Status> {
  return JSON.parse(await bed.succeed("status", "--environment", "local", "--json")) as Status;
}

/** `ready/desired` of a workload, by cluster. */
export function replicasOf({ workloads }: Status, name: string): Record<string, string> {
  const replicas = workloads.find((workload) => workload.name === name)?.replicas ?? {};
  return Object.fromEntries(
    Object.entries(replicas).map(([cluster, { desired, ready }]) => [cluster, `${ready}/${desired}`]),
  );
}
