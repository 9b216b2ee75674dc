import { cpSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed/bed.ts";
import { fleetOf, GITOPS, MESH, networkName, podCidr, regionName, stackName } from "./regions.ts";
import { median, secondsOf, type Row } from "./timing.ts";

const ROUNDS = 3;
const HOME = stackName(0);
const PEER = stackName(1);

/** So many peers, and what is recorded of them. */
interface Case {
  readonly peers: number;
  /** Whether their states hold links to all the others, as they do in a fleet. */
  readonly linked: boolean;
}

const CASES: readonly Case[] = [
  { peers: 2, linked: true },
  { peers: 10, linked: true },
  { peers: 50, linked: true },
  { peers: 100, linked: true },
  // The difference is what it takes to read the states of others: the engine reads a state as a whole.
  { peers: 100, linked: false },
];
const MOST = 100;

/**
 * What a region costs by the number of its peers. One peer is real; the others are copies of what the engine has recorded
 * of it, under names and addresses of their own. A region reads no more than that of any peer.
 */
export async function benchPeers(): Promise<Row[]> {
  const bed = await Bed.create(declared(1));
  try {
    await bed.succeed("up");
    const unlinked = recorded(bed);
    const sizes: number[] = [];
    for (const each of CASES) sizes.push(await prepare(bed, each, unlinked));
    const times = await previews(bed);
    return CASES.map((each, index) => row(each, times[index]!, sizes[index]! / sizes[0]!, sizes[index]!));
  } finally {
    // Nobody has to destroy what never was.
    for (let index = 2; index <= MOST; index++) rmSync(checkpoint(bed, stackName(index)), { force: true });
    bed.declare(declared(1));
    await bed.destroy();
  }
}

/** Brings the region up beside these peers, and puts all states aside. Returns the size of its own. */
async function prepare(bed: Bed, each: Case, unlinked: string): Promise<number> {
  const recordAll = (text: string) => {
    for (let index = 2; index <= each.peers; index++) recordPeer(bed, index, text);
  };
  recordAll(unlinked);
  bed.declare(declared(each.peers));
  for (const stack of [PEER, HOME]) await plain(bed, "up", "--yes", "--skip-preview", "--stack", stack);
  if (each.linked) recordAll(recorded(bed));
  cpSync(stacks(bed), kept(bed, each), { recursive: true });
  return statSync(checkpoint(bed, HOME)).size;
}

interface Times {
  readonly seconds: number;
  /** Over those with the fewest peers. */
  readonly ratio: number;
}

function row({ peers, linked }: Case, { ratio, seconds }: Times, growth: number, size: number): Row {
  const state = `${growth.toFixed(1)} (${(size / 1000).toFixed(0)} kB)`;
  return {
    what: `region with ${peers} peers${linked ? "" : " that have no links"} / with ${CASES[0]!.peers}: no-change preview; size of its state`,
    figure: `${ratio.toFixed(2)} (${seconds.toFixed(1)} s); ${state}`,
    ...(peers === MOST ? { goal: "preview ≤ 2" } : {}),
  };
}

/** No-change previews of each case in turn, so that all see the same machine; medians. */
async function previews(bed: Bed): Promise<Times[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (const each of CASES) {
      bed.declare(declared(each.peers));
      renameSync(stacks(bed), aside(bed));
      renameSync(kept(bed, each), stacks(bed));
      times.push(await secondsOf(() => plain(bed, "preview", "--expect-no-changes", "--stack", HOME)));
      renameSync(stacks(bed), kept(bed, each));
      renameSync(aside(bed), stacks(bed));
    }
    rounds.push(times);
  }
  return CASES.map((_, index) => ({
    seconds: median(rounds.map((times) => times[index]!)),
    ratio: median(rounds.map((times) => times[index]! / times[0]!)),
  }));
}

/** What the engine has recorded of the real peer. */
function recorded(bed: Bed): string {
  return readFileSync(checkpoint(bed, PEER), "utf8");
}

/** The state of the real peer as that of another one. Its secrets stay as they are: the passphrase is the same. */
function recordPeer(bed: Bed, index: number, text: string): void {
  const copy = text
    .replaceAll(regionName(1), regionName(index))
    .replaceAll(networkName(1), networkName(index))
    .replaceAll(podCidr(1), podCidr(index));
  writeFileSync(checkpoint(bed, stackName(index)), copy);
}

function declared(peers: number): string {
  return fleetOf(peers + 1, { mesh: MESH, gitops: GITOPS });
}

/** Where the file backend keeps the stacks of the project. */
function stacks({ root }: Bed): string {
  return path.join(root, ".archipelago/state/.pulumi/stacks/archipelago");
}

/** The same, of one case, put aside. */
function kept({ root }: Bed, { peers, linked }: Case): string {
  return path.join(root, `.archipelago/stacks-${peers}-${linked ? "linked" : "unlinked"}`);
}

function aside({ root }: Bed): string {
  return path.join(root, ".archipelago/stacks-aside");
}

function checkpoint(bed: Bed, stack: string): string {
  return path.join(stacks(bed), `${stack}.json`);
}

async function plain(bed: Bed, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await bed.pulumi(...args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
