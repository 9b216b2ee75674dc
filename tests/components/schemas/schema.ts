import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { definedSchema } from "./definition.ts";
import { modelSchema, type ModelClass } from "./model.ts";
import type { Schema } from "./problem.ts";

/** Where the packages of Kubernetes models have the kinds of a group. What has no dot is built in. */
const PACKAGES: Readonly<Record<string, string>> = {
  "networking.istio.io": "@kubernetes-models/istio",
  "security.istio.io": "@kubernetes-models/istio",
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api",
  "argoproj.io": "@kubernetes-models/argo-cd",
  "admissionregistration.k8s.io": "kubernetes-models",
  "rbac.authorization.k8s.io": "kubernetes-models",
};

/**
 * Of these there is no package. Their types are not in the project either, but upstream's, which the tools fetch: the
 * proof in tests/bed/links/schemas.spec.ts has a real API server look at them.
 */
export const WITHOUT_PACKAGE: ReadonlySet<string> = new Set(["velero.io"]);

const schemas = new Map<string, Promise<Schema>>();

/** What is wrong with an object by the real schema of its kind, fields that it does not know among it; an entry each. */
export async function schemaProblems(object: KubernetesObject): Promise<string[]> {
  const { apiVersion, kind, metadata } = object;
  const key = `${apiVersion}/${kind}`;
  const schema = schemas.get(key) ?? schemaOf(object);
  schemas.set(key, schema);
  const name = `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
  return (await schema)(object).map((problem) => `${name}: ${problem}`);
}

export function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

async function schemaOf(object: KubernetesObject): Promise<Schema> {
  const { apiVersion, kind } = object;
  const group = groupOf(object);
  if (group === "multicluster.linkerd.io") return definedSchema(kind);
  const from = PACKAGES[group] ?? (group.includes(".") ? undefined : "kubernetes-models");
  if (from === undefined) throw new Error(`There is no schema for ${apiVersion} ${kind}.`);
  const module = (await import(`${from}/${apiVersion}/${kind}`)) as Readonly<Record<string, ModelClass>>;
  return modelSchema(`${apiVersion} ${kind}`, module[kind]!);
}
