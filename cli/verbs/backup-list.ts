import { environmentOf } from "../../fleet/fleet.ts";
import { clusterOf, withClusters } from "../backup/clusters.ts";
import { formatListing } from "../backup/format.ts";
import { listBackups, type Listing } from "../backup/list.ts";
import { openProject, type Project } from "../engine/project.ts";

export interface BackupListOptions {
  readonly cluster?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

/** `fleet backup list`: the backups that there are, as the clusters that answer know them. */
export async function run({ cluster, environment, json = false }: BackupListOptions): Promise<void> {
  const project = await openProject();
  const listing = await listAll(project, cluster, environment);
  console.log(json ? JSON.stringify(listing, undefined, 2) : formatListing(listing));
  if (Object.keys(listing.silent).length > 0) process.exitCode = 1;
}

async function listAll(project: Project, cluster?: string, environment?: string): Promise<Listing> {
  const { fleet } = project;
  const environments =
    cluster !== undefined
      ? [clusterOf(fleet, cluster, environment).environment]
      : environment !== undefined
        ? [environmentOf(fleet, environment)]
        : fleet.environments;
  const listings = await Promise.all(
    environments
      .filter(({ backup }) => backup !== undefined)
      .map((each) => withClusters(project, each, (reached) => listBackups(each, reached, cluster))),
  );
  return {
    backups: listings.flatMap(({ backups }) => backups),
    silent: Object.assign({}, ...listings.map(({ silent }) => silent)) as Listing["silent"],
  };
}
