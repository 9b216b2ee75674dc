import { resolveFleet, type Cluster, type Environment } from "../../fleet.ts";
import { namespaceOf } from "../../clouds/cluster-api/namespace.ts";
import { clusterFullName } from "../../names.ts";
import { RESERVED_NAMESPACES } from "../../namespaces.ts";
import { awsPlace } from "../../places/aws.ts";
import { gcpPlace } from "../../places/gcp.ts";
import type { PathProblem } from "../problem.ts";
import type { ProvisionerOf } from "../provisioners/provisioners.ts";
import type { Declaration } from "../schema.ts";
import { suggest } from "../nearest.ts";

type Declared = ProvisionerOf<"cluster-api">;

/** Clusters of Cluster API: a hub that can make them, a namespace of their region, a version, a place, names that fit. */
export function checkClusterApi(declaration: Declaration): PathProblem[] {
  const { environments } = resolveFleet({ ...declaration, workloads: {} });
  return environments.flatMap((environment) => {
    const made = environment.clusters.flatMap((cluster) => {
      const { provisioner } = cluster;
      return provisioner.kind === "cluster-api" ? [{ cluster, provisioner }] : [];
    });
    return [
      ...checkNamespaces(environment),
      ...made.flatMap(({ cluster, provisioner }) => checkCluster(cluster, provisioner, environment)),
      ...checkRegions(made, environment),
    ];
  });
}

function checkNamespaces({ name, clusterApi, workloads }: Environment): PathProblem[] {
  const taken = new Set(workloads.map(({ namespace }) => namespace));
  return (clusterApi?.namespaces ?? []).flatMap((namespace, index): PathProblem[] => {
    if (!RESERVED_NAMESPACES.has(namespace) && !taken.has(namespace)) return [];
    return [
      {
        path: ["environments", name, "clusterApi", "namespaces", index],
        message: `namespace "${namespace}" holds other things`,
        hint: "choose one that is for clusters alone, such as the name of their region",
      },
    ];
  });
}

function checkCluster(cluster: Cluster, declared: Declared, environment: Environment): PathProblem[] {
  const at = pathOf(cluster, environment);
  const checks = [checkHub, checkNamespace, checkVersion, checkPlace, checkPools];
  return checks
    .flatMap((check) => check(cluster, declared, environment))
    .map((problem) => {
      return { ...problem, path: [...at, ...problem.path] };
    });
}

function checkHub({ name }: Cluster, _: Declared, { hub }: Environment): PathProblem[] {
  if (name !== hub) return [];
  const message = "the hub cannot be made by Cluster API: that is what runs on it";
  return [
    { path: ["provisioner", "kind"], message, hint: "give it another kind, or name another cluster as hub" },
  ];
}

function checkNamespace(_: Cluster, declared: Declared, environment: Environment): PathProblem[] {
  const { clusterApi, name } = environment;
  if (clusterApi === undefined) {
    const hint = `declare environments.${name}.clusterApi: { namespaces: [clusters] }`;
    return [{ path: ["provisioner"], message: "the environment's hub has no Cluster API", hint }];
  }
  if (namespaceOf(declared, environment) !== undefined) return [];
  const known = clusterApi.namespaces;
  return declared.namespace === undefined
    ? [
        {
          path: ["provisioner"],
          message: "it does not say in which namespace of the hub it is kept",
          hint: `add namespace, one of ${known.join(", ")}`,
        },
      ]
    : [
        {
          path: ["provisioner", "namespace"],
          message: `"${declared.namespace}" is none of clusterApi.namespaces`,
          hint: suggest(declared.namespace, known),
        },
      ];
}

/** Machine images are of a patch; a minor alone would mean another version each day. */
function checkVersion({ version }: Cluster, { topology }: Declared): PathProblem[] {
  if (version !== undefined && /^v?[0-9]+\.[0-9]+\.[0-9]+/.test(version)) return [];
  const hint = "expected a full version, such as 1.35.4";
  if (version !== undefined) return [{ path: ["version"], message: `"${version}" has no patch`, hint }];
  const of = topology === undefined ? "its machines" : "its topology";
  return [
    { path: [], message: `a cluster of Cluster API needs a version for ${of}`, hint: `add version: ${hint}` },
  ];
}

/** Where the cloud says that the region is, and where the declaration says so. */
function checkPlace(cluster: Cluster, { infrastructure }: Declared): PathProblem[] {
  if (infrastructure === undefined || infrastructure.kind === "in-memory") return [];
  const name = infrastructure.region ?? cluster.region;
  const place = infrastructure.kind === "gcp-managed" ? gcpPlace(name) : awsPlace(name);
  const path = ["provisioner", "infrastructure", ...(infrastructure.region === undefined ? [] : ["region"])];
  const cloud = infrastructure.kind === "gcp-managed" ? "Google Cloud" : "AWS";
  if (place === undefined) {
    const hint =
      infrastructure.region === undefined ? "say which with region" : "expected the name of a region";
    return [{ path, message: `"${name}" is no region of ${cloud}`, hint }];
  }
  if (place.countries.includes(cluster.country)) return [];
  const message = `${name} of ${cloud} stands in ${place.countries.join(", ")}, and its region is declared to stand in ${cluster.country}`;
  return [{ path, message, hint: "choose a region in that country" }];
}

const LABEL_LIMIT = 63;
/** Google Cloud, "Cluster names" (container.projects.locations.clusters, name). */
const GKE_LIMIT = 40;

function checkPools(cluster: Cluster, { infrastructure }: Declared, environment: Environment): PathProblem[] {
  if (infrastructure === undefined) return [];
  const name = clusterFullName(environment.fleet, environment.name, cluster.name);
  const long = Object.keys(infrastructure.workers).filter((pool) => `${name}-${pool}`.length > LABEL_LIMIT);
  const problems = long.map((pool): PathProblem => ({
    path: ["provisioner", "infrastructure", "workers", pool],
    onKey: true,
    message: `"${name}-${pool}" is longer than ${LABEL_LIMIT} characters`,
    hint: "choose a shorter name",
  }));
  if (infrastructure.kind !== "gcp-managed" || name.length <= GKE_LIMIT) return problems;
  const message = `"${name}" is longer than the ${GKE_LIMIT} characters that a cluster of GKE may have`;
  return [...problems, { path: [], onKey: true, message, hint: "choose a shorter name" }];
}

/** A token for a namespace reaches all that is in it: two stacks that share one could break each other's clusters. */
function checkRegions(
  made: readonly { readonly cluster: Cluster; readonly provisioner: Declared }[],
  environment: Environment,
): PathProblem[] {
  const byNamespace = Map.groupBy(made, ({ provisioner }) => namespaceOf(provisioner, environment));
  return [...byNamespace].flatMap(([namespace, all]) => {
    const first = all[0]?.cluster.region;
    if (namespace === undefined) return [];
    return all
      .filter(({ cluster }) => cluster.region !== first)
      .map(({ cluster }): PathProblem => ({
        path: [...pathOf(cluster, environment), "provisioner"],
        message: `namespace "${namespace}" of the hub is that of region ${first ?? ""} already`,
        hint: `give region ${cluster.region} one of its own in clusterApi.namespaces`,
      }));
  });
}

function pathOf({ name, region }: Cluster, environment: Environment): string[] {
  return ["environments", environment.name, "regions", region, "clusters", name];
}
