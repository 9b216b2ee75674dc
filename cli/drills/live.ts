import type { DrilledObject } from "../../fleet/drills/objects.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { RefusalError, type ApiServer } from "../client/api-server.ts";

/* What is on a cluster, of whatever kind: asked kind by kind, as its API server says which there are. */

/** A kind of object as it is asked for. */
interface Resource {
  /** As Velero and kubectl have it: `configmaps`, `deployments.apps`. */
  readonly resource: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** Where its objects are listed: `/apis/apps/v1`, and `deployments`. */
  readonly base: string;
  readonly name: string;
  readonly namespaced: boolean;
}

/** All objects in some namespaces, secrets included. */
export async function objectsIn(
  server: ApiServer,
  namespaces: readonly string[],
): Promise<readonly DrilledObject[]> {
  const resources = (await resourcesOf(server)).filter(({ namespaced }) => namespaced);
  const lists = namespaces.flatMap((namespace) =>
    resources.map(async (resource) => {
      const path = `${resource.base}/namespaces/${namespace}/${resource.name}`;
      return (await listed(server, path, resource)).map((object) => ({
        resource: resource.resource,
        object,
      }));
    }),
  );
  return (await Promise.all(lists)).flat();
}

/** An object that somebody has left, with its path for whoever takes it away. */
export interface Found {
  /** `configmaps velero/drill-3f9a1c` */
  readonly said: string;
  readonly path: string;
  readonly namespace: string | undefined;
}

/** All objects with a label, wherever they are and of whatever kind. */
export async function labelled(server: ApiServer, selector: string): Promise<readonly Found[]> {
  const lists = (await resourcesOf(server)).map(async (resource) => {
    const query = `labelSelector=${encodeURIComponent(selector)}`;
    const objects = await listed(server, `${resource.base}/${resource.name}`, resource, query);
    return objects.map(({ metadata: { name, namespace } }): Found => {
      const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
      return {
        said: `${resource.resource} ${namespace === undefined ? "" : `${namespace}/`}${name}`,
        path: `${resource.base}${place}/${resource.name}/${name}`,
        namespace,
      };
    });
  });
  return (await Promise.all(lists)).flat();
}

interface GroupList {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** Kinds that can be listed, each in the version that its API server prefers. */
async function resourcesOf(server: ApiServer): Promise<readonly Resource[]> {
  const { groups } = await server.get<GroupList>("/apis");
  const versions = ["v1", ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const lists = versions.map(async (apiVersion) => {
    const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
    const base = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
    const { resources } = await orNothing(server.get<ResourceList>(base), { resources: [] });
    return resources
      .filter(({ name, verbs }) => !name.includes("/") && verbs.includes("list"))
      .map(({ name, kind, namespaced }): Resource => {
        const resource = group === "" || group === undefined ? name : `${name}.${group}`;
        return { resource, kind, apiVersion, base, name, namespaced };
      });
  });
  return (await Promise.all(lists)).flat();
}

interface Page {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly KubernetesObject[];
}

/** The items of a list do not say what they are. */
async function listed(
  server: ApiServer,
  path: string,
  { kind, apiVersion }: Resource,
  query = "",
): Promise<KubernetesObject[]> {
  const objects: KubernetesObject[] = [];
  let next = "";
  do {
    const where = `${path}?limit=500&continue=${encodeURIComponent(next)}&${query}`;
    const page = await orNothing(server.get<Page>(where), { metadata: {}, items: [] });
    objects.push(...page.items.map((item) => ({ ...item, apiVersion, kind })));
    next = page.metadata.continue ?? "";
  } while (next !== "");
  return objects;
}

/** A kind that has just gone, or whose own API server is away, has no objects that anybody could see. */
async function orNothing<T>(asked: Promise<T>, nothing: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RefusalError && [404, 405, 503].includes(error.status)) return nothing;
    throw error;
  }
}
