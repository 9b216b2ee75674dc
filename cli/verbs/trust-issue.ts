import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf, type Cluster, type Environment } from "../../fleet/fleet.ts";
import { openProject, PROJECT_ROOT } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { putIntoConfig } from "../trust/config.ts";
import { issueTo } from "../trust/issue.ts";
import { storeOf } from "../trust/simulated.ts";

export interface TrustIssueOptions {
  readonly cluster?: string;
  readonly all?: boolean;
  readonly renew?: boolean;
  readonly days?: number;
  readonly config?: boolean;
  readonly environment?: string;
  readonly folder?: string;
  readonly json?: boolean;
}

interface Chosen {
  readonly environment: Environment;
  readonly clusters: readonly Cluster[];
}

/**
 * `fleet trust issue <cluster>|--all`: makes the issuers of clusters. Offline, unless they are to be put into the
 * config of their stacks.
 */
export async function run(options: TrustIssueOptions, root = PROJECT_ROOT): Promise<void> {
  const { renew = false, days, config = false, folder, json = false } = options;
  const issued: { environment: string; cluster: string; folder: string }[] = [];
  for (const { environment, clusters } of choose(options, root)) {
    const store = storeOf(root, environment.name, folder);
    const names = issueTo(store, environment, clusters, { now: new Date(), days, renew });
    issued.push(
      ...names.map((name) => ({ environment: environment.name, cluster: name, folder: store.folder })),
    );
    // All that were named, not only the new ones: a run that stopped in the middle is taken up by running it again.
    if (config) await putIntoConfig(await openProject(root), environment, clusters, store);
  }
  console.log(json ? JSON.stringify({ issued }, undefined, 2) : formatIssued(issued));
}

function choose(
  { cluster: name, all = false, environment: only }: TrustIssueOptions,
  root: string,
): Chosen[] {
  const fleet = loadFleet(root);
  if (all === (name !== undefined)) throw new UsageError("Name one cluster, or say --all.");
  const environments = only === undefined ? fleet.environments : [environmentOf(fleet, only)];
  const meshed = environments.filter(({ mesh }) => mesh !== undefined);
  const chosen = meshed.flatMap((environment): Chosen[] => {
    const clusters = environment.clusters.filter((each) => all || each.name === name);
    return clusters.length === 0 ? [] : [{ environment, clusters }];
  });
  if (chosen.length === 0)
    throw new UsageError(
      `There is no ${name === undefined ? "cluster" : `cluster "${name}"`} in an environment with a mesh.`,
    );
  if (!all && chosen.length > 1)
    throw new UsageError(
      `Several environments have a cluster "${name}": ${chosen.map((each) => each.environment.name).join(", ")}. ` +
        `Name one: --environment`,
    );
  return chosen;
}

function formatIssued(issued: readonly { cluster: string; folder: string }[]): string {
  if (issued.length === 0) return "Every cluster has an issuer; to make new ones: --renew";
  return issued.map(({ cluster, folder }) => `issued: ${folder}/${cluster}`).join("\n");
}
