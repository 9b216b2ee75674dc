import { freeBlock, overlaps, parseBlock, type AddressBlock } from "../../addresses.ts";
import { networkBlockOf } from "../../clouds/blocks.ts";
import { compare } from "../../fleet.ts";
import { clusterFullName } from "../../names.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, EnvironmentDeclaration } from "../schema.ts";
import { declaredClusters, type DeclaredCluster } from "./declared.ts";

/** How many of the blocks that one block overlaps are named. */
const NAMED = 3;

interface OwnedBlock {
  readonly block: AddressBlock;
  /** `podCidr of cluster eu-west-1`. */
  readonly owner: string;
  readonly path: readonly string[];
  /** The cluster that the block was allocated to, if nobody has declared it, and where that could be done. */
  readonly allocatedTo?: { readonly fullName: string; readonly section: string };
  /** The first address in hexadecimal: as long as the family's addresses, and in their order. */
  readonly first: string;
}

/**
 * Within a network no two blocks may overlap: pods reach each other by address there. That takes in what must hold
 * in any case: a cluster's pods, its services and the VPC it stands in are apart.
 */
export function checkAddresses({ name: fleet, environments }: Declaration): PathProblem[] {
  return Object.entries(environments).flatMap(([name, environment]) => {
    const problems = [...networksOf(fleet, name, environment).values()].flatMap(findOverlaps);
    // Regions that meet in two networks overlap in both; one report is enough.
    return [
      ...new Map(
        problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem]),
      ).values(),
    ];
  });
}

function networksOf(
  fleet: string,
  name: string,
  environment: EnvironmentDeclaration,
): Map<string, OwnedBlock[]> {
  const networks = new Map<string, Map<string, OwnedBlock>>();
  for (const { declaration, path, name: cluster, region } of declaredClusters(name, environment)) {
    const regionPath = ["environments", name, "regions", region];
    const { vpcCidr } = environment.regions[region] ?? {};
    const blocks = [
      ownedBlock(vpcCidr, `vpcCidr of region ${region}`, [...regionPath, "vpcCidr"]),
      ownedBlock(declaration.podCidr, `podCidr of cluster ${cluster}`, [...path, "podCidr"]),
      networkOf(clusterFullName(fleet, name, cluster), { declaration, path, name: cluster }, vpcCidr),
      ownedBlock(declaration.serviceCidr, `serviceCidr of cluster ${cluster}`, [...path, "serviceCidr"]),
    ];
    const network = networks.get(declaration.network) ?? new Map<string, OwnedBlock>();
    networks.set(declaration.network, network);
    for (const owned of blocks.flat()) network.set(owned.path.join("/"), owned);
  }
  return new Map([...networks].map(([network, blocks]) => [network, [...blocks.values()]]));
}

/** The network that is made for a cluster; that of its region is the region's, which has been taken in already. */
function networkOf(
  fullName: string,
  { declaration, path, name }: Pick<DeclaredCluster, "declaration" | "path" | "name">,
  vpcCidr: string | undefined,
): OwnedBlock[] {
  const block = networkBlockOf(declaration, fullName, vpcCidr);
  if (block === undefined || block.from === "region") return [];
  if (block.from === "own") {
    return ownedBlock(block.cidr, `network of cluster ${name}`, [...path, "provisioner", ...block.key]);
  }
  const allocated = ownedBlock(block.cidr, `network allocated to cluster ${name}`, [...path, "provisioner"]);
  const [section = ""] = block.key;
  return allocated.map((owned) => ({ ...owned, allocatedTo: { fullName, section } }));
}

function ownedBlock(text: string | undefined, owner: string, path: readonly string[]): OwnedBlock[] {
  const block = text === undefined ? { error: "" } : parseBlock(text);
  if ("error" in block) return [];
  const first = block.address.toByteArray().map((byte) => byte.toString(16).padStart(2, "0"));
  return [{ block, owner, path, first: first.join("") }];
}

/**
 * CIDR blocks are nested or apart, never half over each other. So in the order of their first address, wide before
 * narrow, the blocks that the next one overlaps are exactly those that are still open.
 */
function findOverlaps(blocks: readonly OwnedBlock[]): PathProblem[] {
  const open: OwnedBlock[] = [];
  return [...blocks].sort(byFirstAddress).flatMap((owned) => {
    while (open.length > 0 && !overlaps((open.at(-1) as OwnedBlock).block, owned.block)) open.pop();
    const problems = open.length > 0 ? [overlap(owned, open, blocks)] : [];
    open.push(owned);
    return problems;
  });
}

function overlap(
  { block, path, allocatedTo }: OwnedBlock,
  open: readonly OwnedBlock[],
  all: readonly OwnedBlock[],
): PathProblem {
  const named = open.slice(0, NAMED).map((other) => `${other.block.text}, the ${other.owner}`);
  const rest = open.length - named.length;
  return {
    path,
    message: `${block.text} overlaps ${named.join(", and ")}${rest > 0 ? `, and ${rest} more` : ""}`,
    ...freeInstead(allocatedTo ?? open.find((each) => each.allocatedTo)?.allocatedTo, all),
    ...(open[0] ? { other: { path: open[0].path } } : {}),
  };
}

/** Where a block came by a name, the way out is to declare one. */
function freeInstead(
  allocatedTo: OwnedBlock["allocatedTo"],
  all: readonly OwnedBlock[],
): Pick<PathProblem, "hint"> {
  if (allocatedTo === undefined) return {};
  const { fullName, section } = allocatedTo;
  const free = freeBlock(
    fullName,
    all.map(({ block }) => block),
  );
  return free === undefined
    ? {}
    : { hint: `for cluster ${fullName} declare ${section}: { cidr: ${free} }, which is free` };
}

function byFirstAddress(a: OwnedBlock, b: OwnedBlock): number {
  return a.first.length - b.first.length || compare(a.first, b.first) || a.block.prefix - b.block.prefix;
}
