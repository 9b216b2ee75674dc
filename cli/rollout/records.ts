import type { Environment } from "../../fleet/fleet.ts";
import { regionStackName } from "../../fleet/names.ts";
import { readCheckpoint, readDeployment, type Deployment } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";
import { PulumiError } from "../engine/pulumi.ts";
import { shareOfUrn } from "../engine/share-urns.ts";

/** What a cluster is to run of a workload, or runs (see fleet/share-digest.ts). */
export interface ShareRecord {
  readonly digest: string;
  readonly replicas: number;
  readonly objects: number;
}

/** How far a change of a workload has come on a cluster. */
export interface ShareState {
  /** As the last run of the stack would have it; undefined if the cluster is to have nothing of it. */
  readonly declared: ShareRecord | undefined;
  /** What was up last. */
  readonly recorded: ShareRecord | undefined;
  /** Objects of it that the state knows. */
  readonly present: number;
}

/** By workload, then by cluster. */
export type RolloutRecords = ReadonlyMap<string, ReadonlyMap<string, ShareState>>;

/** Whether a cluster has not got yet what it is to have. */
export function isDue({ declared, recorded, present }: ShareState): boolean {
  if (declared === undefined) return present > 0;
  return recorded?.digest !== declared.digest || present !== declared.objects;
}

/** What the stacks of an environment's regions have written down of the workloads that go in waves. */
export async function readRollouts(project: Project, environment: Environment): Promise<RolloutRecords> {
  const stacks = environment.regions.map(({ name }) => regionStackName(environment.name, name));
  return recordsIn(await Promise.all(stacks.map((stack) => readState(project, stack))));
}

/** The state as it lies there, unless something that is asked for in it is sealed. */
async function readState(project: Project, stack: string): Promise<Deployment> {
  const state = await readCheckpoint(project, stack);
  if (state !== undefined && !hasSealed(state)) return state;
  try {
    return await readDeployment(project, stack);
  } catch (error) {
    if (error instanceof PulumiError && error.said.includes("no stack named")) return {};
    throw error;
  }
}

const ROLLED_OUT = "archipelago:workloads:RolledOut";

function hasSealed({ resources = [] }: Deployment): boolean {
  return resources.some(({ type, inputs }) => type === ROLLED_OUT && typeof inputs?.digest !== "string");
}

/** @param states Of stacks of regions. */
export function recordsIn(states: readonly Deployment[]): RolloutRecords {
  const records = new Map<string, Map<string, ShareState>>();
  const note = (workload: string, cluster: string, change: (state: ShareState) => ShareState) => {
    const own = records.get(workload) ?? new Map<string, ShareState>();
    records.set(workload, own);
    own.set(cluster, change(own.get(cluster) ?? { declared: undefined, recorded: undefined, present: 0 }));
  };
  for (const { resources = [] } of states) {
    for (const { urn, type, id, inputs, outputs } of resources) {
      if (type === "pulumi:pulumi:Stack") {
        const { rollouts = {} } = (outputs ?? {}) as { rollouts?: Declared };
        for (const [workload, shares] of Object.entries(rollouts))
          for (const [cluster, share] of Object.entries(shares))
            note(workload, cluster, (state) => ({ ...state, declared: plain(share) }));
      }
      const share = shareOfUrn(urn);
      if (share === undefined) continue;
      const { workload, cluster } = share;
      if (type === ROLLED_OUT) {
        const recorded = plain(inputs as unknown as ShareRecord);
        note(workload, cluster, (state) => ({ ...state, recorded }));
      } else if (id !== undefined)
        note(workload, cluster, (state) => ({ ...state, present: state.present + 1 }));
    }
  }
  return records;
}

type Declared = Readonly<Record<string, Readonly<Record<string, ShareRecord>>>>;

/** In an export, what is secret is an object whose plaintext is JSON (apitype, SecretV1). */
function plain({ digest, replicas, objects }: ShareRecord): ShareRecord {
  const revealed: unknown =
    typeof digest === "string" ? digest : JSON.parse((digest as { plaintext: string }).plaintext);
  return { digest: String(revealed), replicas, objects };
}
