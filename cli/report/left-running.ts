import type { Fleet } from "../../fleet/fleet.ts";
import { argocdNamespaces } from "../../fleet/gitops/namespaces.ts";
import { readOutputs, type RegionOutputs } from "../engine/outputs.ts";
import type { Project } from "../engine/project.ts";
import { ApiServer } from "../client/api-server.ts";

/** What Argo CD has deployed to a cluster that no hub knows any more. */
export type LeftRunning =
  | {
      readonly stack: string;
      readonly cluster: string;
      /** `Deployment notice/notice`, sorted. */
      readonly objects: readonly string[];
    }
  | { readonly stack: string; readonly cluster: string; readonly unreachable: string };

/** Time that a cluster has for all its answers: some sixty kinds are listed in each namespace. */
const DEADLINE_MS = 20_000;

/**
 * Argo CD prunes nothing on a cluster whose secret is gone, so that what it deployed goes on running there, kept by
 * nobody. Said for each cluster of a stack that is not declared any more, as long as that stack tells how to reach it.
 */
export async function readLeftRunning(project: Project, leftOver: readonly string[]): Promise<LeftRunning[]> {
  const found = await Promise.all(leftOver.map((stack) => ofStack(project, stack)));
  return found.flat();
}

async function ofStack(project: Project, stack: string): Promise<LeftRunning[]> {
  const outputs = await readOutputs<RegionOutputs>(project, stack).catch(() => undefined);
  return Promise.all(
    Object.entries(outputs?.kubeconfigs ?? {}).flatMap(([cluster, kubeconfig]) => {
      const namespaces = namespacesFor(project.fleet, outputs?.passports[cluster]?.environment);
      return namespaces.length === 0 ? [] : [ofCluster(stack, cluster, kubeconfig, namespaces)];
    }),
  );
}

/** The namespaces that Argo CD of an environment deploys into. */
function namespacesFor({ environments }: Fleet, environment: string | undefined): string[] {
  const own = environments.find(({ name }) => name === environment);
  const gitops = own?.gitops;
  if (own === undefined || gitops === undefined) return [];
  const used = Object.entries(gitops.applications).map(([name, { namespace }]) => namespace ?? name);
  return [...new Set([...argocdNamespaces(own), ...used])].sort();
}

async function ofCluster(
  stack: string,
  cluster: string,
  kubeconfig: string,
  namespaces: readonly string[],
): Promise<LeftRunning> {
  let server: ApiServer | undefined;
  try {
    server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
    const lists = await listablePaths(server);
    const found = await Promise.all(
      namespaces.flatMap((namespace) =>
        lists.map(({ path, kind, resource }) =>
          objectsIn(server as ApiServer, `${path}/namespaces/${namespace}/${resource}`, kind, namespace),
        ),
      ),
    );
    return { stack, cluster, objects: [...new Set(found.flat())].sort() };
  } catch (error) {
    return { stack, cluster, unreachable: (error as Error).message };
  } finally {
    server?.close();
  }
}

interface ApiResources {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

interface ListablePath {
  readonly path: string;
  readonly resource: string;
  readonly kind: string;
}

/** What can be listed in a namespace: everything that the API server serves, whoever has defined it. */
async function listablePaths(server: ApiServer): Promise<ListablePath[]> {
  const { groups } = await server.get<{ groups: { preferredVersion: { groupVersion: string } }[] }>("/apis");
  const paths = [
    "/api/v1",
    ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ];
  const found = await Promise.all(
    paths.map(async (path) => {
      const { resources } = await server.get<ApiResources>(path);
      return resources
        .filter(({ name, namespaced, verbs }) => namespaced && verbs.includes("list") && !name.includes("/"))
        .filter(({ name }) => !COPIES.has(name))
        .map(({ name, kind }) => ({ path, resource: name, kind }));
    }),
  );
  return found.flat();
}

/** Made by controllers, with the labels of what they are made from. */
const COPIES = new Set(["endpoints", "endpointslices", "events"]);

interface ObjectList {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
      readonly ownerReferences?: readonly unknown[];
    };
  }[];
}

/** argo-cd, docs/user-guide/resource_tracking.md: by annotation, or by label in an installation that chose so. */
async function objectsIn(
  server: ApiServer,
  path: string,
  kind: string,
  namespace: string,
): Promise<string[]> {
  const { items } = await server.get<ObjectList>(path);
  return items
    .filter(({ metadata: { labels, annotations, ownerReferences } }) => {
      const tracked =
        annotations?.["argocd.argoproj.io/tracking-id"] ?? labels?.["app.kubernetes.io/instance"];
      return tracked !== undefined && ownerReferences === undefined;
    })
    .map(({ metadata }) => `${kind} ${namespace}/${metadata.name}`);
}
