import { whyNotRestored } from "../../fleet/backup/restorable.ts";
import type { Difference } from "../../fleet/drills/compare.ts";
import type { DrilledObject, NamespaceMap } from "../../fleet/drills/objects.ts";
import type { RestoreDrillPlan } from "../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import type { Environment } from "../../fleet/fleet.ts";
import type { Project } from "../engine/project.ts";
import type { Velero } from "../velero/velero.ts";
import type { ClusterSetting } from "./declaration.ts";
import type { Journal } from "./journal.ts";

/** A backup that a drill restores. */
export type ChosenBackup = DrillRecord["backups"][number];

/** What the steps of a drill that restores leave for one another, and for its record. Holds no secret. */
export interface DrillNotes {
  /** How often the command was taken up again. */
  readonly resumed?: number;
  readonly backups?: readonly ChosenBackup[];
  readonly restores?: DrillRecord["restores"];
  readonly workloads?: DrillRecord["workloads"];
  readonly probes?: DrillRecord["probes"];
  readonly compared?: number;
  readonly differences?: readonly Difference[];
  /** Seconds; unset if it could not be measured. */
  readonly rpo?: number;
  /** When all was ready and found good; unset if it has not been. */
  readonly healthy?: string;
  readonly leftBehind?: DrillRecord["leftBehind"];
  readonly kubernetes?: { readonly source: string | null; readonly target: string | null };
  /** What else one has to know of it. */
  readonly remarks?: readonly string[];
  /** Why it was given up. */
  readonly stopped?: string;
  /** What stood in the declaration before a failover edited it. */
  readonly before?: readonly ClusterSetting[];
  /** Whether the source's API server has answered when it was asked last; without it its stack is left out. */
  readonly sourceAnswers?: boolean;
  /** The way back of a failover, as it was when it began. */
  readonly route?: Pick<RestoreDrillPlan, "workloads" | "restores">;
  /** It goes back with what its source itself had backed up, and not with what was written since. */
  readonly asItWas?: boolean;
}

/** What the steps of a drill work with. */
export interface DrillContext {
  readonly project: Project;
  /** As it was declared when the command was called. */
  readonly environment: Environment;
  readonly plan: RestoreDrillPlan;
  readonly journal: Journal<DrillNotes>;
  /** By cluster, as the state has them. */
  readonly kubeconfigs: ReadonlyMap<string, string>;
  /** Velero where it is restored. */
  readonly target: Velero;
  /** Declared namespaces to those that they are restored as. */
  readonly namespaces: NamespaceMap;
  /** The output is for a program. */
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  /** The objects of a backup that a restore would bring back, by its name; read once. */
  readonly contents: Map<string, Promise<readonly DrilledObject[]>>;
}

/** What a restore would bring back of a backup. */
export function contentsOf(
  { contents, target }: DrillContext,
  backup: string,
): Promise<readonly DrilledObject[]> {
  const known =
    contents.get(backup) ??
    target.contentsOf(backup).then((all) => all.filter((each) => whyNotRestored(each) === undefined));
  contents.set(backup, known);
  return known;
}
