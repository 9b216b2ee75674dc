import { setTimeout as sleep } from "node:timers/promises";
import {
  editDeployment,
  readDeployment,
  type Deployment,
  type ResourceState,
} from "../../engine/deployment.ts";
import { runEngine, type OnProgress } from "../../engine/engine.ts";
import type { Project } from "../../engine/project.ts";
import { AwsSearch } from "./aws.ts";
import { canBeFound, makesInCloud } from "./creations.ts";
import { GcpSearch } from "./gcp.ts";
import type { CloudSearch, Found, Missed } from "./search.ts";

/** A run was cut off while it made something in a cloud, and nobody can tell by themselves whether it is there. */
export class UnclearCreationError extends Error {
  override readonly name = "UnclearCreationError";

  constructor(stack: string, unclear: readonly { missed: Missed; reason: string }[]) {
    const list = unclear.map(
      ({ missed, reason }) => `  ${nameOf(missed.resource)} in ${missed.region}: ${reason}`,
    );
    super(
      `The last run of stack ${stack} was cut off or failed while it made these, and whether they are there is not clear:\n` +
        `${list.join("\n")}\n` +
        "A second one could be made beside the first. Look in the cloud for each, and delete it if it is there: nothing " +
        "uses it yet. Then have the attempt forgotten, and run again:\n" +
        `  pulumi refresh --clear-pending-creates --stack ${stack}`,
    );
  }
}

/** What a run was about to make has the name of something that others have made. */
export class ForeignResourceError extends Error {
  override readonly name = "ForeignResourceError";

  constructor(stack: string, foreign: readonly Candidate[]) {
    const list = foreign.map(({ missed, id }) => `  ${nameOf(missed.resource)} in ${missed.region}: ${id}`);
    super(
      `The last run of stack ${stack} was cut off while it made these. What is there under their names does not bear ` +
        `the marks of this fleet, and is not touched:\n${list.join("\n")}\n` +
        "Give the fleet's own another name in the declaration, or see to it that those go. Then have the attempt " +
        `forgotten, and run again:\n  pulumi refresh --clear-pending-creates --stack ${stack}`,
    );
  }
}

interface Candidate {
  readonly missed: Missed;
  readonly search: CloudSearch;
  readonly id: string;
}

/** How long a cloud may take to make what it has accepted, and how often it is asked meanwhile. */
const DEADLINE_MS = 45 * 60_000;
const PAUSE_MS = 10_000;

/**
 * Takes into the state what a run had begun to make in a cloud when it was cut off, if it is there; forgets that it was
 * begun if not. Until this has come to its end the state goes on saying that it was begun, so that it may itself be cut
 * off. `pulumi refresh --import-pending-creates` is no help: it forgets the creation, and imports nothing (3.259).
 *
 * @throws UnclearCreationError if that cannot be told: then nothing is changed. ForeignResourceError if what is there is
 *   another's.
 */
export async function adoptCreated(project: Project, stack: string, onProgress: OnProgress): Promise<void> {
  const deployment = await readDeployment(project, stack);
  const missed = missedIn(deployment);
  if (missed.length === 0) return;
  onProgress("looking for what the last run had begun to make");
  const candidates = await findAll(project, stack, missed, deployment);
  if (candidates.length > 0) {
    await editDeployment(project, stack, (state) => withCandidates(state, candidates));
    await readUntilReady(project, stack, candidates, onProgress);
    const foreign = await giveBackForeign(project, stack, candidates);
    if (foreign.length > 0) throw new ForeignResourceError(stack, foreign);
  }
  const begun = new Set(missed.map(({ resource }) => resource.urn));
  await editDeployment(project, stack, (state) => withoutCreations(state, begun));
}

/**
 * Takes into the state what a run was told that it failed to make in a cloud, if it is there after all and only the answer
 * was lost: the engine forgets what has failed, and the next run would make a second one. What the name is another's of is
 * left to the next run, which the cloud tells so again; what was to replace something that is still in the state as well.
 *
 * @throws UnclearCreationError for what cannot be told, after the others have been taken in.
 */
export async function adoptFailed(
  project: Project,
  stack: string,
  failed: readonly ResourceState[],
  onProgress: OnProgress,
): Promise<void> {
  const deployment = await readDeployment(project, stack);
  const missed = failedIn(deployment, failed);
  if (missed.length === 0) return;
  onProgress("looking whether what failed is there after all");
  const looked = await Promise.allSettled(missed.map((each) => findAll(project, stack, [each], deployment)));
  const candidates = looked.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  if (candidates.length > 0) {
    const found = candidates.map(({ missed: { resource }, id }) => ({ ...resource, id, outputs: {} }));
    await editDeployment(project, stack, (state) => ({
      ...state,
      resources: [...(state.resources ?? []), ...found],
    }));
    await readUntilReady(project, stack, candidates, onProgress);
    await giveBackForeign(project, stack, candidates);
  }
  const unclear = looked.find((result) => result.status === "rejected");
  if (unclear !== undefined) throw unclear.reason;
}

/** An event does not say what a resource depends on: all that was made in clouds before it is more than that, and no less. */
function failedIn(deployment: Deployment, failed: readonly ResourceState[]): Missed[] {
  const { resources = [] } = deployment;
  const known = new Set(resources.map(({ urn }) => urn));
  const dependencies = resources
    .filter((resource) => makesInCloud({ type: "creating", resource }))
    .map(({ urn }) => urn);
  return failed
    .filter(({ urn, type }) => canBeFound(type) && !known.has(urn))
    .map((resource) => missedOf({ ...resource, dependencies }, deployment));
}

/** Reads each of them; those that are not there leave the state. What a cloud is still making is read again. */
async function readUntilReady(
  project: Project,
  stack: string,
  candidates: readonly Candidate[],
  onProgress: OnProgress,
): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  const targets = candidates.map(({ missed: { resource } }) => resource.urn);
  for (;;) {
    await runEngine(project, stack, "read", onProgress, { targets });
    const { resources = [] } = await readDeployment(project, stack);
    const unready = candidates.filter(({ missed, search }) => {
      const read = resources.find(({ urn }) => urn === missed.resource.urn);
      return read !== undefined && search.isReady?.(read) === false;
    });
    if (unready.length === 0) return;
    if (performance.now() > deadline)
      throw new UnclearCreationError(
        stack,
        unready.map(({ missed }) => ({ missed, reason: "it is there, and does not get ready" })),
      );
    onProgress(`waiting for ${unready.map(({ missed }) => nameOf(missed.resource)).join(", ")}`);
    await sleep(PAUSE_MS);
  }
}

function missedIn(deployment: Deployment): Missed[] {
  const { pending_operations: operations = [] } = deployment;
  return operations.filter(makesInCloud).map(({ resource }) => missedOf(resource, deployment));
}

function missedOf(resource: ResourceState, { resources = [] }: Deployment): Missed {
  const provider = resources.find(({ urn, id }) => `${urn}::${id ?? ""}` === resource.provider)?.inputs ?? {};
  const region = resource.inputs?.region ?? resource.inputs?.location ?? provider.region;
  return { resource, provider, region: typeof region === "string" ? region : "" };
}

async function findAll(
  project: Project,
  stack: string,
  missed: readonly Missed[],
  { resources = [] }: Deployment,
): Promise<Candidate[]> {
  const searches = searchesOf(project);
  const found = await Promise.all(
    missed.map(async (each) => {
      const twin = resources.find(({ urn, id }) => urn === each.resource.urn && id !== undefined);
      const known = new Set(resources.flatMap(({ id }) => (id === undefined || id === twin?.id ? [] : [id])));
      const search = searches[cloudOf(each.resource)];
      return { missed: each, search, found: besideTwin(await search.find(each, known), twin) };
    }),
  );
  const unclear = found.flatMap(({ missed: each, found: result }) =>
    result.kind === "unclear" ? [{ missed: each, reason: result.reason }] : [],
  );
  if (unclear.length > 0) throw new UnclearCreationError(stack, unclear);
  const candidates = found.flatMap(({ missed: each, search, found: result }) =>
    result.kind === "candidate" ? [{ missed: each, search, id: result.id }] : [],
  );
  await Promise.all(candidates.map(({ missed: each, search }) => search.settle(each)));
  return candidates;
}

/**
 * The state has one of the name already: taken into it by an adoption that was cut off, or the one that was to be
 * replaced. Which it is shows in the id.
 */
function besideTwin(found: Found, twin: ResourceState | undefined): Found {
  if (twin === undefined || found.kind !== "candidate" || found.id === twin.id) return found;
  return {
    kind: "unclear",
    reason: `${found.id} was to replace ${String(twin.id)}, which is still in the state`,
  };
}

function withCandidates(state: Deployment, candidates: readonly Candidate[]): Deployment {
  const { resources = [], pending_operations: operations = [] } = state;
  const present = new Set(resources.map(({ urn }) => urn));
  const added = candidates.flatMap(({ missed, id }) => {
    const { urn } = missed.resource;
    // As the state has it: what is secret in it is sealed there.
    const begun = operations.find((operation) => makesInCloud(operation) && operation.resource.urn === urn);
    return begun === undefined || present.has(urn) ? [] : [{ ...begun.resource, id, outputs: {} }];
  });
  // What it depends on was there before it, and so stands before it.
  return { ...state, resources: [...resources, ...added] };
}

function withoutCreations(state: Deployment, urns: ReadonlySet<string>): Deployment {
  const { pending_operations: operations = [] } = state;
  const left = operations.filter(
    (operation) => !(makesInCloud(operation) && urns.has(operation.resource.urn)),
  );
  return { ...state, pending_operations: left };
}

/** Takes out of the state again what bears the name and is another's. Returns that. */
async function giveBackForeign(
  project: Project,
  stack: string,
  candidates: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const { resources = [] } = await readDeployment(project, stack);
  const foreign = candidates.filter(({ missed, search }) => {
    const read = resources.find(({ urn }) => urn === missed.resource.urn);
    return read !== undefined && !search.isOwn(missed, read);
  });
  if (foreign.length === 0) return [];
  const urns = new Set(foreign.map(({ missed }) => missed.resource.urn));
  await editDeployment(project, stack, (state) => ({
    ...state,
    resources: (state.resources ?? []).filter(({ urn }) => !urns.has(urn)),
  }));
  return foreign;
}

type Cloud = "aws" | "gcp";

function searchesOf(project: Project): Readonly<Record<Cloud, CloudSearch>> {
  return { aws: new AwsSearch(project), gcp: new GcpSearch() };
}

function cloudOf({ type }: ResourceState): Cloud {
  return type.split(":")[0] as Cloud;
}

/** `aws:eks/cluster:Cluster eu-west-1` */
function nameOf({ type, urn }: ResourceState): string {
  return `${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`;
}
