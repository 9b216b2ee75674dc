import { overlaps as blocksOverlap, parseBlock, type AddressBlock } from "./addresses.ts";
import type { Cluster, Environment } from "./fleet.ts";
import type { Passport } from "./passport.ts";

type PassportFacts = Omit<Passport, "landingPads">;

/**
 * What is wrong with the passports that a stack has read, by themselves and next to its own clusters, with the path. A passport that is
 * missing is no problem (its links are pending); one that is there but wrong would link clusters that must not be.
 */
export function passportProblems(
  environment: Environment,
  own: readonly Cluster[],
  passports: readonly PassportFacts[],
): string[] {
  const blocks = [
    ...own.flatMap((cluster) => blocksOf(cluster, `cluster ${cluster.name}`)),
    ...passports.flatMap((passport) => blocksOf(passport, pathOf(passport))),
  ];
  return [
    ...passports.flatMap((passport) => foreignFacts(environment, passport)),
    ...duplicates(passports),
    ...overlaps(blocks),
  ];
}

function foreignFacts({ name, fleet, mesh, clusters }: Environment, passport: PassportFacts): string[] {
  const path = pathOf(passport);
  const declared = clusters.find((cluster) => cluster.name === passport.cluster);
  const problems: string[] = [];
  if (passport.fleet !== fleet || passport.environment !== name) {
    problems.push(
      `${path}: it is of environment "${passport.environment}" of fleet "${passport.fleet}", not of "${name}" of "${fleet}".`,
    );
  }
  if (declared !== undefined && declared.region !== passport.region) {
    problems.push(
      `${path}.region: "${passport.region}", but the cluster is declared in region "${declared.region}".`,
    );
  }
  if (mesh !== undefined && passport.mesh !== undefined && passport.mesh.trustDomain !== mesh.trustDomain) {
    problems.push(
      `${path}.mesh.trustDomain: "${passport.mesh.trustDomain}" is foreign; this environment's is "${mesh.trustDomain}". ` +
        `To move a mesh to another trust domain, bring the environment up without mesh first.`,
    );
  }
  return problems;
}

function duplicates(passports: readonly PassportFacts[]): string[] {
  return passports.flatMap((passport, index) => {
    const first = passports.slice(0, index).find(({ cluster }) => cluster === passport.cluster);
    return first === undefined
      ? []
      : [`${pathOf(passport)}: region "${first.region}" has a cluster of that name too.`];
  });
}

interface OwnedBlock {
  readonly path: string;
  readonly network: string;
  readonly block: AddressBlock;
}

function blocksOf(
  owner: Pick<PassportFacts, "network" | "podCidr" | "serviceCidr">,
  path: string,
): OwnedBlock[] {
  return (["podCidr", "serviceCidr"] as const).flatMap((key) => {
    const block = owner[key] === undefined ? undefined : parseBlock(owner[key]);
    return block === undefined || "error" in block
      ? []
      : [{ path: `${path}.${key}`, network: owner.network, block }];
  });
}

function overlaps(blocks: readonly OwnedBlock[]): string[] {
  return blocks.flatMap((a, index) =>
    blocks
      .slice(index + 1)
      .filter((b) => a.network === b.network && blocksOverlap(a.block, b.block))
      .map(
        (b) => `${b.path}: ${b.block.text} overlaps ${a.path} (${a.block.text}) in network "${a.network}".`,
      ),
  );
}

function pathOf({ environment, region, cluster }: PassportFacts): string {
  return `${environment}-${region}: passports.${cluster}`;
}
