import {
  CLUSTER_NAME_LIMIT,
  isGke,
  placeOf,
  type GkeCluster,
  type GkePlace,
} from "../../clouds/gcp/names.ts";
import { NARROWEST } from "../../clouds/gcp/ranges.ts";
import { parseBlock } from "../../addresses.ts";
import { resolveFleet, type Environment } from "../../fleet.ts";
import { gcpPlace, gcpRegions } from "../../places/gcp.ts";
import { isPlaceWithin, placesWithin } from "../../places/places.ts";
import { allowSetsOf } from "../../residency/concerns.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** One cluster of GKE, where it is declared. */
interface PlacedGke {
  readonly cluster: GkeCluster;
  readonly place: GkePlace;
  readonly environment: Environment;
  /** To the cluster's entry. */
  readonly path: readonly string[];
}

/** What a cluster of GKE cannot be. Clusters that are gone for good are not looked at. */
export function checkGke(declaration: Declaration): PathProblem[] {
  const all = placedClusters(declaration);
  return [
    ...checkShared(all),
    ...all.flatMap((placed) => [
      ...checkName(placed),
      ...checkPlace(placed),
      ...checkZones(placed),
      ...checkBlock(placed),
      ...checkReferences(placed),
      ...checkBackup(placed),
    ]),
  ];
}

/** Each cluster has a network of its own, so that only one can have that of its region. */
function checkShared(all: readonly PlacedGke[]): PathProblem[] {
  return all.flatMap((placed, index): PathProblem[] => {
    const { cluster, environment, path } = placed;
    const { use, network, adopt } = cluster.provisioner;
    if (use.network !== undefined || network?.cidr !== undefined || adopt) return [];
    const first = all
      .slice(0, index)
      .find(
        (other) =>
          other.environment === environment &&
          other.cluster.region === cluster.region &&
          other.cluster.networkCidr === cluster.networkCidr,
      );
    if (first === undefined) return [];
    return [
      {
        path: [...path, "provisioner"],
        message: `the vpcCidr of region ${cluster.region} is the network of cluster ${first.cluster.name} already`,
        hint: "each cluster has a network of its own: declare provisioner.network.cidr",
        other: { path: [...first.path, "provisioner"] },
      },
    ];
  });
}

function placedClusters(declaration: Declaration): PlacedGke[] {
  return resolveFleet(declaration).environments.flatMap((environment) =>
    environment.regions.flatMap((region) =>
      region.clusters.filter(isGke).map((cluster): PlacedGke => {
        const path = ["environments", environment.name, "regions", region.name, "clusters", cluster.name];
        return { cluster, place: placeOf(cluster, environment), environment, path };
      }),
    ),
  );
}

/** A name that is declared has been looked at by itself. */
function checkName({ cluster, place: { name }, path }: PlacedGke): PathProblem[] {
  if (cluster.provisioner.name !== undefined) return [];
  const problem = (message: string) => [
    { path, onKey: true, message, hint: "give the cluster another name with provisioner.name" },
  ];
  if (name.length > CLUSTER_NAME_LIMIT)
    return problem(
      `makes the name "${name}", which has ${name.length} characters (GKE: at most ${CLUSTER_NAME_LIMIT})`,
    );
  if (!/^[a-z]/.test(name)) return problem(`makes the name "${name}", and GKE wants a letter first`);
  return [];
}

/** Where residency is judged by the country of a region, Google has to have the region in that country. */
function checkPlace({ cluster, place, path }: PlacedGke): PathProblem[] {
  const { provisioner, country } = cluster;
  const at = [...path, "provisioner", ...(provisioner.location === undefined ? [] : ["location"])];
  const known = gcpPlace(place.location);
  if (known?.kind !== "region" && known?.kind !== "zone") {
    const message = `Google Cloud has no region or zone "${place.location}"`;
    const names = gcpRegions().map(({ name }) => name);
    return [
      { path: at, message, hint: `name one with provisioner.location; ${suggest(place.location, names)}` },
    ];
  }
  if (known.countries.includes(country)) return [];
  const message = `${place.location} of Google Cloud is in ${known.countries.join(", ")}, and the region is declared to be in ${country}`;
  return [{ path: at, message, other: { path: [...path.slice(0, -2), "country"] } }];
}

/** Nodes stand in the region of their cluster, in zones that there are. */
function checkZones({ cluster, place, path }: PlacedGke): PathProblem[] {
  return Object.entries(cluster.provisioner.nodePools).flatMap(([pool, { zones = [] }]) =>
    zones.flatMap((zone, index): PathProblem[] => {
      const at = [...path, "provisioner", "nodePools", pool, "zones", index];
      if (!zone.startsWith(`${place.region}-`))
        return [{ path: at, message: `${zone} is not a zone of ${place.region}, where the cluster is` }];
      if (gcpPlace(zone)?.kind === "zone" || gcpPlace(place.region) === undefined) return [];
      return [{ path: at, message: `Google Cloud has no zone "${zone}"` }];
    }),
  );
}

/** The block that nodes, pods and services of a network of one's own are carved from. */
function checkBlock({ cluster, path }: PlacedGke): PathProblem[] {
  const { networkCidr, provisioner } = cluster;
  if (networkCidr === undefined) return [];
  const block = parseBlock(networkCidr);
  if ("error" in block) return [];
  const own = provisioner.network?.cidr === undefined ? ["vpcCidr"] : [];
  const at = own.length > 0 ? [...path.slice(0, -2), ...own] : [...path, "provisioner", "network", "cidr"];
  if (block.address.kind() === "ipv6")
    return [{ path: at, message: `a cluster of GKE has IPv4 addresses, and ${networkCidr} is IPv6` }];
  if (block.prefix <= NARROWEST) return [];
  const message = `${networkCidr} is too small for the nodes, pods and services of a cluster`;
  return [{ path: at, message, hint: `expected a /${NARROWEST} or larger; a /16 is good for 128 nodes` }];
}

/** What is used has to be where the cluster can reach it. */
function checkReferences({ cluster, place, path }: PlacedGke): PathProblem[] {
  const { use } = cluster.provisioner;
  const problems: PathProblem[] = [];
  const region = use.network?.subnetwork.split("/")[3];
  if (region !== undefined && region !== place.region) {
    const at = [...path, "provisioner", "use", "network", "subnetwork"];
    problems.push({ path: at, message: `it is in region ${region}, and the cluster in ${place.region}` });
  }
  const location = use.key?.split("/")[3];
  if (location !== undefined && location !== place.region) {
    const at = [...path, "provisioner", "use", "key"];
    problems.push({
      path: at,
      message: `it is in ${location}, and the cluster in ${place.region}`,
      hint: "Secrets and disks can only be encrypted with a key of the same region",
    });
  }
  return problems;
}

/** Backups are in a region that there is, and where the environment's profile lets backups be. */
function checkBackup({ cluster, environment: { residency }, path }: PlacedGke): PathProblem[] {
  const location = cluster.provisioner.backup?.location;
  if (location === undefined) return [];
  const at = [...path, "provisioner", "backup", "location"];
  const known = gcpPlace(location);
  if (known?.kind !== "region") {
    const names = gcpRegions().map(({ name }) => name);
    return [
      { path: at, message: `Google Cloud has no region "${location}"`, hint: suggest(location, names) },
    ];
  }
  if (residency === undefined) return [];
  const { backups } = allowSetsOf(residency);
  if (isPlaceWithin(known, backups)) return [];
  const message = `${location} is in ${known.countries.join(", ")}, and ${residency.name} lets backups be in ${backups.join(", ")}`;
  return [{ path: at, message, hint: `such as ${placesWithin("gcp", backups).slice(0, 3).join(", ")}` }];
}
