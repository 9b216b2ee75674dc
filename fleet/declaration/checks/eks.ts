import { isEks, placeOf, ROLE_NAME_LIMIT } from "../../clouds/aws/names.ts";
import { planRoles } from "../../clouds/aws/roles.ts";
import { EKS_VERSIONS, eksVersion } from "../../clouds/aws/versions.ts";
import { resolveFleet } from "../../fleet.ts";
import { awsPlace, awsRegions } from "../../places/aws.ts";
import { parseVersion } from "../../versions.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";
import { checkEksNetworks } from "./eks-networks.ts";
import type { PlacedEks } from "./placed-eks.ts";

/** What a cluster of EKS cannot be. Clusters that are gone for good are not looked at. */
export function checkEks(declaration: Declaration): PathProblem[] {
  const regions = resolveFleet(declaration).environments.flatMap((environment) =>
    environment.regions.map((region) =>
      region.clusters.filter(isEks).map((cluster): PlacedEks => {
        const path = ["environments", environment.name, "regions", region.name, "clusters", cluster.name];
        return { cluster, place: placeOf(cluster, environment), environment, path };
      }),
    ),
  );
  return [
    ...regions.flatMap(checkTogether),
    ...regions
      .flat()
      .flatMap((placed) => [
        ...checkPlace(placed),
        ...checkVersion(placed),
        ...checkArns(placed),
        ...checkRoleNames(placed),
        ...checkImages(placed),
        ...checkAccess(placed),
      ]),
    ...checkEksNetworks(declaration, regions),
  ];
}

/** The clusters of a region share one provider, and so where it is and who it is. */
function checkTogether([first, ...others]: readonly PlacedEks[]): PathProblem[] {
  if (first === undefined) return [];
  return others.flatMap((other) =>
    (["account", "region", "profile"] as const).flatMap((key): PathProblem[] => {
      const [own, theirs] = [sharedOf(other, key), sharedOf(first, key)];
      if (own === theirs) return [];
      const message = `${key} is ${own ?? "not given"}, and ${theirs ?? "not given"} for cluster ${first.cluster.name}`;
      const hint =
        "clusters of EKS in one region share it; make another region of the declaration for this one";
      return [{ path: sharedPath(other, key), message, hint, other: { path: sharedPath(first, key) } }];
    }),
  );
}

type Shared = "account" | "region" | "profile";

function sharedOf({ cluster, place }: PlacedEks, key: Shared): string | undefined {
  return key === "profile" ? cluster.provisioner.profile : place[key];
}

function sharedPath({ cluster, path }: PlacedEks, key: Shared): string[] {
  return [...path, "provisioner", ...(cluster.provisioner[key] === undefined ? [] : [key])];
}

/** Where residency is judged by the country of a region, AWS has to have the region in that country. */
function checkPlace({ cluster, place, path }: PlacedEks): PathProblem[] {
  const { provisioner, country } = cluster;
  const at = [...path, "provisioner", ...(provisioner.region === undefined ? [] : ["region"])];
  const known = awsPlace(place.region);
  if (known?.kind !== "region") {
    const message = `AWS has no region "${place.region}"`;
    const names = awsRegions().map(({ name }) => name);
    return [{ path: at, message, hint: `name one with provisioner.region; ${suggest(place.region, names)}` }];
  }
  if (known.countries.includes(country)) return [];
  const message = `${place.region} of AWS is in ${known.countries.join(", ")}, and the region is declared to be in ${country}`;
  return [{ path: at, message, other: { path: [...path.slice(0, -2), "country"] } }];
}

function checkVersion({ cluster: { version }, path }: PlacedEks): PathProblem[] {
  const known = EKS_VERSIONS.map(({ minor }) => `"1.${minor}"`).join(", ");
  if (version === undefined) {
    const message =
      "a cluster of EKS needs a version: it is upgraded when this changes, and at no other time";
    return [{ path, onKey: true, message, hint: `known: ${known}` }];
  }
  const at = [...path, "version"];
  const { minor, patch } = parseVersion(version) ?? {};
  if (patch !== undefined && /\.[0-9]+\./.test(version)) {
    const message = `EKS chooses the patch: "${version}" names one`;
    return [{ path: at, message, hint: `expected "1.${minor}"` }];
  }
  if (eksVersion(minor) !== undefined) return [];
  const message = `which add-ons go with Kubernetes ${version} on EKS is not known here`;
  return [{ path: at, message, hint: `known: ${known}` }];
}

/** What is named is in the cluster's partition; a key also in its region, and a role in its account. */
function checkArns({ cluster: { provisioner }, place, path }: PlacedEks): PathProblem[] {
  const { use, deployer, access } = provisioner;
  const all: { arn: string | undefined; at: readonly PropertyKey[]; own: boolean }[] = [
    { arn: deployer, at: ["deployer"], own: true },
    { arn: use.clusterRole, at: ["use", "clusterRole"], own: true },
    { arn: use.nodeRole, at: ["use", "nodeRole"], own: true },
    { arn: use.key, at: ["use", "key"], own: false },
    ...access.map(({ principal }, index) => ({
      arn: principal,
      at: ["access", index, "principal"],
      own: false,
    })),
  ];
  return all.flatMap(({ arn, at, own }): PathProblem[] => {
    if (arn === undefined) return [];
    const [, partition, , region, account] = arn.split(":");
    const problem = (message: string) => [{ path: [...path, "provisioner", ...at], message }];
    if (partition !== place.partition)
      return problem(`it is in partition ${partition}, and ${place.region} is in ${place.partition}`);
    if (region !== "" && region !== place.region)
      return problem(`it is in region ${region}, and the cluster in ${place.region}`);
    if (own && account !== place.account)
      return problem(`it is in account ${account}, and the cluster in ${place.account}`);
    return [];
  });
}

function checkRoleNames({ cluster, place, environment, path }: PlacedEks): PathProblem[] {
  const long = planRoles(cluster, environment, place)
    .map(({ name }) => name)
    .filter((name) => name.length > ROLE_NAME_LIMIT)
    .sort((a, b) => b.length - a.length)[0];
  if (long === undefined) return [];
  const message = `makes the name "${long}" of a role, which has ${long.length} characters`;
  return [{ path, onKey: true, message, hint: `at most ${ROLE_NAME_LIMIT}` }];
}

/** Graviton: a `g` after the generation, as in m7g, c7gn, t4g, im4gn (AWS, "Instance type naming conventions"). */
const ARM = /^([a-z]+[0-9]+g[a-z]*|a1)\./;

function checkImages({ cluster: { provisioner }, path }: PlacedEks): PathProblem[] {
  return Object.entries(provisioner.nodeGroups).flatMap(([name, { image, instanceTypes }]) =>
    instanceTypes.flatMap((type, index): PathProblem[] => {
      const arm = ARM.test(type);
      if (arm === image.includes("ARM_64")) return [];
      const at = [...path, "provisioner", "nodeGroups", name, "instanceTypes", index];
      const wanted = arm ? image.replace("x86_64", "ARM_64") : image.replace("ARM_64", "x86_64");
      const message = `${type} does not run ${image}: it is ${arm ? "an ARM" : "an x86"} machine`;
      return [{ path: at, message, hint: `image: ${wanted}, or another type` }];
    }),
  );
}

/** One entry for each principal: EKS has one, and the second would take it from the first. */
function checkAccess({ cluster: { provisioner }, path }: PlacedEks): PathProblem[] {
  const { access, deployer } = provisioner;
  return access.flatMap(({ principal }, index): PathProblem[] => {
    const at = [...path, "provisioner", "access", index, "principal"];
    if (principal === deployer)
      return [{ path: at, message: "it is the deployer, which has all rights already" }];
    const first = access.findIndex((other) => other.principal === principal);
    if (first === index) return [];
    const other = { path: [...path, "provisioner", "access", first, "principal"] };
    return [{ path: at, message: "it has an entry already", other }];
  });
}
