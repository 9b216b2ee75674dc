import { membersOf, type Member } from "../../clouds/gcp/multi-cluster/members.ts";
import { resolveFleet, type Environment, type Workload } from "../../fleet.ts";
import { isService } from "../../mesh/exports.ts";
import type { KubernetesObject } from "../../manifests.ts";
import type { Entry } from "../multi-cluster-schema.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/**
 * What members of a fleet of Google Cloud share: the fleet, the network, a hub that is one of them, and load balancers
 * in front of Services that there are.
 *
 * @param objectsOf The objects of a workload's manifests, where they are known.
 */
export function checkMultiCluster(
  declaration: Declaration,
  objectsOf: (workload: string) => readonly KubernetesObject[] | undefined,
): PathProblem[] {
  return resolveFleet(declaration).environments.flatMap((environment) => {
    if (environment.multiCluster === undefined) return [];
    const path = ["environments", environment.name];
    const members = membersOf(environment);
    return [
      ...checkHub(environment, members, path),
      ...checkTogether(environment, members, path),
      ...Object.entries(environment.multiCluster.entries).flatMap(([name, entry]) =>
        checkEntry(entry, environment, objectsOf).map((problem) => ({
          ...problem,
          path: [...path, "multiCluster", "entries", name, ...problem.path],
        })),
      ),
    ];
  });
}

function checkHub(
  environment: Environment,
  members: readonly Member[],
  path: readonly string[],
): PathProblem[] {
  if (members.some(({ cluster }) => cluster.name === environment.hub)) return [];
  const message = `the hub ${environment.hub} is not a cluster of GKE in a fleet, and gateways for all clusters are kept on it`;
  return [
    {
      path: [...path, "hub"],
      message,
      hint: members.length === 0 ? "declare provisioner.fleet" : `known: ${names(members)}`,
      other: { path: [...path, "multiCluster"] },
    },
  ];
}

/** All in one fleet, and in one network: Google takes requests straight to pods. */
function checkTogether(
  environment: Environment,
  [first, ...others]: readonly Member[],
  path: readonly string[],
): PathProblem[] {
  if (first === undefined) return [];
  const at = ({ cluster }: Member) => [
    ...path,
    "regions",
    cluster.region,
    "clusters",
    cluster.name,
    "provisioner",
  ];
  const network = ({ cluster }: Member) => cluster.provisioner.use.network?.network;
  const fleets = others.filter(({ membership }) => membership.project !== first.membership.project);
  const apart =
    others.length === 0
      ? []
      : [first, ...others].filter(
          (member) => network(member) === undefined || network(member) !== network(first),
        );
  return [
    ...fleets.map((member) => ({
      path: [...at(member), "fleet"],
      message: `it is in the fleet of ${member.membership.project}, and ${first.cluster.name} in that of ${first.membership.project}`,
      hint: `clusters of ${environment.name} share one: name its host project with fleet.project`,
    })),
    ...apart.map((member) => ({
      path: [...at(member), ...(network(member) === undefined ? [] : ["use", "network", "network"])],
      message:
        network(member) === undefined
          ? "it has a network of its own, and shares services with other clusters"
          : `it is in ${network(member) ?? ""}, and ${first.cluster.name} in ${network(first) ?? "a network of its own"}`,
      hint: "clusters that share services are in one network: name it with use.network",
    })),
  ];
}

function checkEntry(
  entry: Entry,
  environment: Environment,
  objectsOf: (workload: string) => readonly KubernetesObject[] | undefined,
): PathProblem[] {
  const workload = environment.workloads.find(({ name }) => name === entry.workload);
  if (workload === undefined) {
    const message = `there is no workload "${entry.workload}" in environment ${environment.name}`;
    const known = environment.workloads.map(({ name }) => name);
    return [{ path: ["workload"], message, hint: suggest(entry.workload, known) }];
  }
  return [
    ...checkService(entry, workload, objectsOf(entry.workload)),
    ...checkLocality(entry, workload, environment),
    ...checkAddress(entry),
  ];
}

function checkService(
  { kind, service, port }: Entry,
  workload: Workload,
  objects: readonly KubernetesObject[] | undefined,
): PathProblem[] {
  const services = (objects ?? []).filter(isService);
  const found = services.find(({ metadata }) => metadata.name === service);
  if (objects !== undefined && found === undefined) {
    const message = `there is no Service "${service}" in the manifests of ${workload.name}`;
    const known = services.map(({ metadata }) => metadata.name);
    return [{ path: ["service"], message, hint: suggest(service, known) }];
  }
  const { ports = [] } = (found as { spec?: { ports?: { port: number }[] } } | undefined)?.spec ?? {};
  const wrongPort =
    found !== undefined && !ports.some((each) => each.port === port)
      ? [
          {
            path: ["port"],
            message: `Service "${service}" has no port ${port}`,
            hint: `known: ${ports.map((each) => each.port).join(", ")}`,
          },
        ]
      : [];
  if (kind !== "gateway" || workload.exports.includes(service)) return wrongPort;
  const message = `a gateway reaches Services that are exported, and "${service}" is not`;
  const hint = `add it to workloads.${workload.name}.exports`;
  return [{ path: ["service"], message, hint }, ...wrongPort];
}

/** A global load balancer takes TLS off at the edge that is nearest to whoever asks, wherever that is. */
function checkLocality(entry: Entry, workload: Workload, environment: Environment): PathProblem[] {
  const profile = workload.residency ?? environment.residency;
  const isGlobal = entry.kind === "ingress" || entry.reach === "global-external";
  if (profile === undefined || !isGlobal) return [];
  const message = `it decrypts requests wherever Google has an edge, and ${profile.name} says where data may be`;
  const hint = 'a gateway with reach: "regional-external" does so in its region';
  return [{ path: [entry.kind === "ingress" ? "kind" : "reach"], message, hint }];
}

/** Source: cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-ingress, "HTTPS support". */
function checkAddress({ kind, address, certificates }: Entry): PathProblem[] {
  if (kind !== "ingress" || certificates.length === 0 || address !== undefined) return [];
  const message = "an ingress for all clusters speaks HTTPS only at an address that is reserved";
  return [{ path: ["certificates"], message, hint: "name a global address with address" }];
}

function names(members: readonly Member[]): string {
  return members.map(({ cluster }) => cluster.name).join(", ");
}
