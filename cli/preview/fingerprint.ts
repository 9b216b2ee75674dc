import { createHash, type Hash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";
import { carrierOf } from "../../fleet/backends/back-end.ts";
import { KUSTOMIZATIONS } from "../../fleet/declaration/manifest-files.ts";
import type { Cluster } from "../../fleet/fleet.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import type { StackRole } from "../../fleet/stacks.ts";
import { checkpointFile, readCheckpoint, type Deployment } from "../engine/deployment.ts";
import { listens } from "../engine/listens.ts";
import { LOCAL_FOLDER, stateFolder } from "../engine/local-state.ts";
import type { Project } from "../engine/project.ts";

/**
 * For each stack one digest of everything that a preview of it depends on: program and declaration with all their files,
 * config and state of the stack, what its peers have written down, the tools, and the day (certificates end). None for a
 * stack that depends on something that cannot be seen from here, or that is not as the state says. What several depend
 * on is read once.
 */
export async function fingerprintsOf(
  project: Project,
  roles: readonly StackRole[],
): Promise<ReadonlyMap<string, string>> {
  const common = await surroundings(project);
  const states = new Map<string, string>();
  for (const stack of new Set(roles.flatMap(statesReadBy)))
    states.set(stack, await stateDigest(project, stack));
  const fingerprints = new Map<string, string>();
  for (const role of roles) {
    if (!isSelfContained(project, role)) continue;
    const own = await readCheckpoint(project, role.name);
    if (own === undefined || !(await localClustersAnswer(own, role))) continue;
    const hash = createHash("sha256").update(common);
    for (const stack of statesReadBy(role)) hash.update(`\0${stack}\0${states.get(stack) ?? ""}`);
    fingerprints.set(role.name, hash.digest("hex"));
  }
  return fingerprints;
}

/** Of what is the same for all stacks. */
async function surroundings({ root, env, policies }: Project): Promise<string> {
  const hash = createHash("sha256");
  const charts = await readlink(path.join(root, LOCAL_FOLDER, "charts")).catch(() => "");
  // The first folder is the toolchain's, and named for what is in it.
  const [tools] = env.PATH?.split(path.delimiter) ?? [];
  hash.update(JSON.stringify([process.version, tools, charts, today()]));
  await addFolder(hash, root, "");
  // The packs of another checkout, and the profiles that they go by.
  if (path.relative(root, policies) !== "policies") await addFolder(hash, policies, "");
  for (const name of ["RESIDENCY_PROFILE", "GUARDRAILS_PROFILE"])
    hash.update(`\0${name}\0`).update(await readFile(process.env[name] ?? "").catch(() => ""));
  await addFolder(hash, root, path.join(LOCAL_FOLDER, "trust"));
  // The records that the guardrails go by, where they are kept there.
  await addFolder(hash, root, path.join(LOCAL_FOLDER, "drills"));
  return hash.digest("hex");
}

async function stateDigest(project: Project, stack: string): Promise<string> {
  const file = checkpointFile(project, stack) ?? "";
  return createHash("sha256")
    .update(existsSync(file) ? await readFile(file) : "")
    .digest("hex");
}

/** Whether all that the program reads lies in the project, and the state in a folder. */
function isSelfContained({ root, backend }: Project, role: StackRole): boolean {
  if (stateFolder(backend) === undefined) return false;
  // Its kubeconfig may lie anywhere, and name other files.
  if (role.kind === "region" && role.region.clusters.some(({ provisioner }) => isReachedByFile(provisioner)))
    return false;
  // It may name something on the network. A region renders all workloads, whoever carries them out.
  return !role.environment.workloads
    .filter(({ backend }) => role.kind === "region" || carrierOf(backend) === "environment")
    .some(({ manifests }) => isKustomization(path.join(root, manifests)));
}

function isReachedByFile(provisioner: Cluster["provisioner"]): boolean {
  return provisioner.kind === "existing" && provisioner.kubeconfig !== undefined;
}

function isKustomization(folder: string): boolean {
  return KUSTOMIZATIONS.some((name) => existsSync(path.join(folder, name)));
}

/** The stack's own, those whose passports it reads, and that which says what a federation has in hand. */
function statesReadBy({ name, environment }: StackRole): string[] {
  const regions = environment.regions.map((region) => regionStackName(environment.name, region.name));
  const isFederated = environment.federation !== undefined || environment.gitops !== undefined;
  const federations = isFederated ? [environmentStackName(environment.name)] : [];
  return [...new Set([name, ...regions, ...federations])];
}

const today = () => new Date().toISOString().slice(0, 10);

/** Not what is made from the rest, or what no stack reads. */
const LEFT_OUT = new Set(["node_modules", ".git", LOCAL_FOLDER]);

async function addFolder(hash: Hash, root: string, folder: string): Promise<void> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const place = path.join(folder, entry.name);
    if (folder === "" && LEFT_OUT.has(entry.name)) continue;
    if (entry.isDirectory()) await addFolder(hash, root, place);
    else hash.update(`\0${place}\0`).update(await readFile(path.join(root, place)).catch(() => ""));
  }
}

/** A local cluster that has stopped is something for the next run to do, and the state does not know. */
async function localClustersAnswer(own: Deployment, role: StackRole): Promise<boolean> {
  if (role.kind === "environment") return true;
  const local = role.region.clusters.filter(({ provisioner }) => provisioner.kind === "kwok");
  const stack = own.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  const { clusters = {} } = (stack?.outputs ?? {}) as {
    clusters?: Readonly<Record<string, { endpoint: string } | undefined>>;
  };
  const answers = await Promise.all(local.map(({ name }) => answersAt(clusters[name]?.endpoint)));
  return answers.every(Boolean);
}

function answersAt(endpoint: string | undefined): Promise<boolean> {
  if (endpoint === undefined) return Promise.resolve(false);
  const { hostname, port } = new URL(endpoint);
  return listens(Number(port), hostname);
}
