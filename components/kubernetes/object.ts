import type { KubernetesObject } from "../../fleet/manifests.ts";
import { ApiObject, Secret } from "../sdk/kubernetes.ts";
import type * as pulumi from "../sdk/pulumi.ts";

/** Creates an object that comes as data: of any kind, custom resources included. */
export function createObject(
  name: string,
  object: KubernetesObject,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { apiVersion, kind, ...args } = object;
  // Also if somebody wrote it into a manifest in plain.
  if (kind === "Secret" && apiVersion === "v1") return new Secret(name, args, options);
  return new ApiObject(name, withoutNeedlessWait(object), options);
}

/**
 * The provider watches the endpoints of a new Service for ten seconds, to see whether they settle. What is behind
 * a cluster-internal Service is awaited by itself, so only a load balancer is worth the wait. A manifest may say
 * otherwise with the same annotation.
 */
function withoutNeedlessWait(object: KubernetesObject): KubernetesObject {
  const { spec } = object as { spec?: { type?: string } };
  if (object.kind !== "Service" || object.apiVersion !== "v1" || spec?.type === "LoadBalancer") return object;
  const annotations = { "pulumi.com/skipAwait": "true", ...object.metadata.annotations };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
