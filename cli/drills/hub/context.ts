import type { Difference } from "../../../fleet/drills/compare.ts";
import type { HubDrillPlan } from "../../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../../fleet/drills/record.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import type { Project } from "../../engine/project.ts";
import type { Journal } from "../journal.ts";

/** What the steps of a hub's drill leave for one another, and for its record. No secret is in it. */
export interface HubNotes {
  /** Identity of the hub that is lost. */
  readonly identifier?: string;
  /** Whether it answered before. */
  readonly answered?: boolean;
  /** Applications of Argo CD that were Synced and Healthy then, by name. */
  readonly applications?: readonly string[];
  /** Members that were looked at, and how many things of each. */
  readonly members?: Readonly<Record<string, number>>;
  /** Kubernetes of the hub, before and after. */
  readonly kubernetes?: { readonly before: string | null; readonly after: string | null };
  readonly backups?: DrillRecord["backups"];
  readonly restores?: DrillRecord["restores"];
  /** How many objects the restores have made. */
  readonly restored?: number;
  readonly workloads?: DrillRecord["workloads"];
  /** When all was back; unset if it was not in time. */
  readonly healthy?: string;
  readonly compared?: number;
  readonly differences?: readonly Difference[];
  /** What else one has to know of it. */
  readonly remarks?: readonly string[];
  /** Why it has not passed, besides what follows from the rest. */
  readonly failures?: readonly string[];
}

/** What the steps of a hub's drill work with. */
export interface HubContext {
  readonly project: Project;
  readonly environment: Environment;
  readonly plan: HubDrillPlan;
  readonly journal: Journal<HubNotes>;
  /** The output is for a program. */
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/** Adds a reason why the drill has not passed; it goes on. */
export async function fail({ journal }: Pick<HubContext, "journal">, said: string): Promise<void> {
  const { failures = [] } = journal.run.notes;
  if (!failures.includes(said)) await journal.note({ failures: [...failures, said] });
}
