import type { LinkKind } from "../../fleet/links.ts";
import { counted } from "../../fleet/problems.ts";
import { ApiServer, UnreachableError } from "../client/api-server.ts";
import { readLinkSecrets, type LinkSecret } from "./link-secrets.ts";
import { readReplicas, type Share } from "./replicas.ts";

/** What one look at a cluster has shown. */
export type Observation =
  | { readonly state: "absent" }
  | { readonly state: "silent"; readonly reason: string }
  | {
      readonly state: "answered";
      readonly version: string;
      /** Why it is not ready; unset if it is. */
      readonly fault: string | undefined;
      /** Of each workload that has objects there, by name. */
      readonly replicas: ReadonlyMap<string, Share>;
      /** Of the kinds of link that start there. */
      readonly linkSecrets: readonly LinkSecret[];
    };

/** Time that a cluster has for all its answers. With the reading of the state, a status stays under 5 s. */
const DEADLINE_MS = 3000;

export interface ObserveOptions {
  /** Whether it is to run anything: without a node that is Ready it is at fault. @default true */
  readonly needsNodes?: boolean;
  readonly deadlineMs?: number;
}

/** Looks at a cluster. Never fails: a cluster that does not answer is something to show. */
export async function observe(
  kubeconfig: string,
  linkKinds: readonly LinkKind[],
  { needsNodes = true, deadlineMs = DEADLINE_MS }: ObserveOptions = {},
): Promise<Observation> {
  let server: ApiServer | undefined;
  try {
    server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(deadlineMs));
    const failing = await server.failingChecks();
    if (failing.length > 0) return { state: "silent", reason: `API server not ready: ${failing.join(", ")}` };
    return await ask(server, linkKinds, needsNodes);
  } catch (error) {
    const { message } = error as Error;
    return {
      state: "silent",
      reason: error instanceof UnreachableError ? `unreachable: ${message}` : message,
    };
  } finally {
    server?.close();
  }
}

async function ask(
  server: ApiServer,
  linkKinds: readonly LinkKind[],
  needsNodes: boolean,
): Promise<Observation> {
  const [{ gitVersion }, fault, replicas, linkSecrets] = await Promise.all([
    server.get<{ gitVersion: string }>("/version"),
    needsNodes ? nodeFault(server) : undefined,
    readReplicas(server),
    readLinkSecrets(server, linkKinds),
  ]);
  return { state: "answered", version: gitVersion, fault, replicas, linkSecrets };
}

interface NodeList {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly {
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** One Ready node is enough, so that of a thousand nodes a hundred are read as a rule. */
async function nodeFault(server: ApiServer): Promise<string | undefined> {
  let seen = 0;
  let next: string | undefined = "";
  while (next !== undefined) {
    const page: NodeList = await server.get(`/api/v1/nodes?limit=100&continue=${encodeURIComponent(next)}`);
    if (page.items.some(({ status }) => status?.conditions?.some(isReady))) return undefined;
    seen += page.items.length;
    next = page.metadata.continue === "" ? undefined : page.metadata.continue;
  }
  return seen === 0 ? "it has no node" : `none of ${counted(seen, "node")} is Ready`;
}

function isReady({ type, status }: { type: string; status: string }): boolean {
  return type === "Ready" && status === "True";
}
