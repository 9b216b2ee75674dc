import { readFile } from "node:fs/promises";
import path from "node:path";
import { stateFolder } from "./local-state.ts";
import { PROJECT_NAME, type Project } from "./project.ts";
import { runPulumi } from "./pulumi.ts";

/** What the state says of a resource, as far as it is used (sdk/go/common/apitype, ResourceV3). */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  /** Not a component. */
  readonly custom?: boolean;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly retainOnDelete?: boolean;
  /** What the provider calls it. */
  readonly id?: string;
  /** Of the provider, `<urn>::<id>`. */
  readonly provider?: string;
  /** The engine refuses to delete it. */
  readonly protect?: boolean;
  /** Another has been made in its place, and this one is still to be deleted. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What a run of the engine had begun and not ended when it was cut off (apitype, OperationV2). */
export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: ResourceState;
}

/** The state of a stack (apitype, DeploymentV3). */
export interface Deployment {
  readonly resources?: readonly ResourceState[];
  readonly pending_operations?: readonly PendingOperation[];
}

/** The state of a stack, secrets included: not for printing. */
export async function readDeployment(project: Project, stack: string): Promise<Deployment> {
  const text = await runPulumi(project, ["stack", "export", "--show-secrets", "--stack", stack]);
  return (JSON.parse(text) as { deployment: Deployment }).deployment;
}

/**
 * Changes the state of a stack by hand. What is secret in it stays sealed, and is not seen.
 *
 * @param change Returns what it is to be.
 */
export async function editDeployment(
  project: Project,
  stack: string,
  change: (deployment: Deployment) => Deployment,
): Promise<void> {
  const exported = JSON.parse(await runPulumi(project, ["stack", "export", "--stack", stack])) as {
    deployment: Deployment;
  };
  const deployment = change(exported.deployment);
  await runPulumi(
    project,
    ["stack", "import", "--stack", stack],
    JSON.stringify({ ...exported, deployment }),
  );
}

/** Where the state of a stack lies, if it is in a folder. */
export function checkpointFile({ backend }: Project, stack: string): string | undefined {
  const folder = stateFolder(backend);
  return folder && path.join(folder, "stacks", PROJECT_NAME, `${stack}.json`);
}

/**
 * The state of a stack as it lies in its folder, secrets sealed: the CLI takes half a second to tell the same.
 * `undefined` if it lies elsewhere, in another shape, or is just being written.
 */
export async function readCheckpoint(project: Project, stack: string): Promise<Deployment | undefined> {
  const file = checkpointFile(project, stack);
  if (file === undefined) return undefined;
  try {
    const { checkpoint } = JSON.parse(await readFile(file, "utf8")) as {
      checkpoint?: { latest?: Deployment };
    };
    return checkpoint?.latest ?? {};
  } catch {
    return undefined;
  }
}

/** What Helm has installed. */
export const RELEASE = "kubernetes:helm.sh/v3:Release";

/** Name of the cluster that a provider is for: providers are named for theirs. */
export function clusterOfProvider(provider = ""): string {
  return provider.split("::").at(-2) ?? "";
}

/**
 * The kubeconfig with which a stack reached a cluster when it was brought up last.
 * @throws Error that never holds what it read.
 */
export function providerKubeconfig({ resources = [] }: Deployment, cluster: string): string {
  const provider = resources.find(
    ({ type, urn }) => type === "pulumi:providers:kubernetes" && urn.endsWith(`::${cluster}`),
  );
  if (provider === undefined) throw new Error(`the stack has not reached ${cluster} yet`);
  return revealedInput(provider, "kubeconfig");
}

/** A text that a resource was given, secret or not. */
export function revealedInput({ inputs }: ResourceState, name: string): string {
  return revealed(inputs?.[name]);
}

/** In an export a secret is an object whose plaintext is JSON (apitype, SecretV1). */
function revealed(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.parse((value as { plaintext: string }).plaintext) as string;
}
