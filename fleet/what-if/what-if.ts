import { backupLosses, controlPlaneLosses, trustLosses, type BackupLoss } from "./control-planes.ts";
import { nameLosses, type NameLoss } from "./names.ts";
import type { Outage } from "./outage.ts";
import { workloadLosses, type Counting, type WorkloadLoss } from "./workloads.ts";

/** What an outage would come to: what `fleet what-if --json` prints. */
export interface WhatIf {
  readonly environment: string;
  readonly kind: Outage["kind"];
  readonly name: string;
  /** Clusters. */
  readonly lost: readonly string[];
  /** Whether replicas are those that are available now, and not those that are planned. */
  readonly live: boolean;
  /** Clusters that did not answer; what they have is counted as none. */
  readonly silent: readonly string[];
  readonly controlPlanes: readonly string[];
  readonly names: readonly NameLoss[];
  readonly workloads: readonly WorkloadLoss[];
  readonly backups: readonly BackupLoss[];
  readonly trust: readonly string[];
  /** Workloads of which fewer replicas are left than their declared minimum. */
  readonly breaches: readonly string[];
}

export function whatIf(outage: Outage, counting: Counting): WhatIf {
  const workloads = workloadLosses(outage, counting);
  return {
    environment: outage.environment.name,
    kind: outage.kind,
    name: outage.name,
    lost: outage.lost.map(({ name }) => name),
    live: counting.live !== undefined,
    silent: counting.silent ?? [],
    controlPlanes: controlPlaneLosses(outage),
    names: nameLosses(outage),
    workloads,
    backups: backupLosses(outage),
    trust: trustLosses(outage),
    breaches: workloads.filter(({ isBelow }) => isBelow).map(({ workload }) => workload),
  };
}
