import * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject } from "../../fleet/manifests.ts";

/**
 * An object of any kind, custom resources included, as the typed classes of the SDK would register it: the same
 * type token, so that policies and providers see no difference. For objects that come as data; where the program
 * itself decides what an object says, use the typed class.
 */
export class ManifestObject extends pulumi.CustomResource {
  constructor(name: string, object: KubernetesObject, options: pulumi.CustomResourceOptions) {
    super(typeToken(object), name, sealed(withoutNeedlessWait(object)), options);
  }
}

/** `v1` is `core/v1` to the provider; every other group stands as it is written. */
function typeToken({ apiVersion, kind }: KubernetesObject): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
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

/** What a Secret carries is secret from birth, also when somebody wrote it into a manifest in plain. */
function sealed(object: KubernetesObject): pulumi.Inputs {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return { ...object };
  const { data, stringData, ...rest } = object as KubernetesObject & { data?: unknown; stringData?: unknown };
  return {
    ...rest,
    ...(data === undefined ? {} : { data: pulumi.secret(data) }),
    ...(stringData === undefined ? {} : { stringData: pulumi.secret(stringData) }),
  };
}
