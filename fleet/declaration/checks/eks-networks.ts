import { overlaps, parseBlock } from "../../addresses.ts";
import { serviceCidrOf } from "../../clouds/aws/eks.ts";
import { VPC_PREFIXES } from "../../clouds/aws/vpc.ts";
import { networkBlockOf } from "../../clouds/blocks.ts";
import { clusterFullName } from "../../names.ts";
import type { PathProblem } from "../problem.ts";
import type { ClusterDeclaration, Declaration, EnvironmentDeclaration } from "../schema.ts";
import type { PlacedEks } from "./placed-eks.ts";

/** The networks of clusters of EKS, and the addresses of their services. */
export function checkEksNetworks(
  declaration: Declaration,
  regions: readonly (readonly PlacedEks[])[],
): PathProblem[] {
  return regions.flatMap((placed) => {
    const all = placed.flatMap((each) => declared(declaration, each));
    return [
      ...checkShared(declaration.name, all),
      ...all.flatMap((each) => [
        ...checkPods(each),
        ...checkSize(declaration.name, each),
        ...checkServices(each),
      ]),
    ];
  });
}

/** A cluster of EKS beside what stands in the file. */
interface Written extends PlacedEks {
  readonly region: EnvironmentDeclaration["regions"][string];
  readonly entry: ClusterDeclaration;
}

function declared({ environments }: Declaration, placed: PlacedEks): Written[] {
  const region = environments[placed.environment.name]?.regions[placed.cluster.region];
  const entry = region?.clusters[placed.cluster.name];
  return region === undefined || entry === undefined ? [] : [{ ...placed, region, entry }];
}

function blockOf(fleet: string, { entry, cluster, environment, region }: Written) {
  return networkBlockOf(entry, clusterFullName(fleet, environment.name, cluster.name), region.vpcCidr);
}

/** Each cluster has a network of its own, so that only one can have that of its region. */
function checkShared(fleet: string, all: readonly Written[]): PathProblem[] {
  const [first, ...others] = all.filter((each) => blockOf(fleet, each)?.from === "region");
  if (first === undefined) return [];
  return others.map(({ path, cluster }) => ({
    path: [...path, "provisioner"],
    message: `the vpcCidr of region ${cluster.region} is the network of cluster ${first.cluster.name} already`,
    hint: "each cluster has a network of its own: declare provisioner.vpc.cidr",
    other: { path: [...first.path, "provisioner"] },
  }));
}

function checkPods({ entry: { podCidr }, path }: Written): PathProblem[] {
  if (podCidr === undefined) return [];
  const message = "pods of EKS take their addresses from the VPC";
  return [{ path: [...path, "podCidr"], message, hint: "declare provisioner.vpc.cidr instead" }];
}

function checkSize(fleet: string, written: Written): PathProblem[] {
  const found = blockOf(fleet, written);
  const block = parseBlock(found?.cidr ?? "");
  if (found === undefined || written.cluster.provisioner.use.vpc !== undefined || "error" in block) return [];
  const { widest, narrowest } = VPC_PREFIXES;
  if (block.address.kind() === "ipv4" && block.prefix >= widest && block.prefix <= narrowest) return [];
  const at = {
    own: [...written.path, "provisioner", "vpc", "cidr"],
    region: [...written.path.slice(0, -2), "vpcCidr"],
  };
  return [
    {
      path: found.from === "region" ? at.region : at.own,
      message: `${found.cidr} cannot be the network of a cluster of EKS`,
      hint: `expected a block of IPv4 between /${widest} and /${narrowest}`,
    },
  ];
}

/** EKS API, KubernetesNetworkConfigRequest: private addresses, between /24 and /12, apart from the VPC. */
function checkServices({ cluster, entry: { serviceCidr }, path }: Written): PathProblem[] {
  const services = parseBlock(serviceCidrOf(cluster));
  const network = parseBlock(cluster.podCidr ?? "");
  if ("error" in services) return [];
  const at = serviceCidr === undefined ? [...path, "provisioner"] : [...path, "serviceCidr"];
  const isPrivate = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].some((text) => {
    const range = parseBlock(text);
    return !("error" in range) && overlaps(range, services) && range.prefix <= services.prefix;
  });
  if (!isPrivate || services.prefix < 12 || services.prefix > 24) {
    const message = `${services.text} cannot be the addresses of services of EKS`;
    return [{ path: at, message, hint: "expected a private block of IPv4 between /12 and /24" }];
  }
  if (serviceCidr !== undefined || "error" in network || !overlaps(services, network)) return [];
  const message = `${services.text}, the addresses of its services, overlaps its network ${network.text}`;
  return [{ path: at, message, hint: "declare serviceCidr, or another network" }];
}
