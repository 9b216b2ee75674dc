import { backups } from "./admission/backups.ts";
import { clusterSecrets } from "./admission/cluster-secrets.ts";
import { dns } from "./admission/dns.ts";
import { federated } from "./admission/federated.ts";
import { exports } from "./admission/exports.ts";
import { meshPlaces } from "./admission/mesh-places.ts";
import { clusterParameters, isAllowedOn, profileParameters } from "./admission/parameters.ts";
import { propagated } from "./admission/propagation.ts";
import { podPlaces } from "./admission/pod-places.ts";
import type { AdmissionRule } from "./admission/rule.ts";
import { storage } from "./admission/storage.ts";
import { workloads } from "./admission/workloads.ts";
import { compare, type Cluster, type Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { SYSTEM_NAMESPACE } from "../namespaces.ts";
import type { NamedProfile } from "./profile.ts";

const RULES: readonly AdmissionRule[] = [
  workloads,
  ...podPlaces,
  ...exports,
  ...meshPlaces,
  ...dns,
  ...backups,
  ...storage,
  ...clusterSecrets,
];

/** What has an API server refuse what would leave its profile. Each list needs what is in those before. */
export interface AdmissionPlan {
  /** What stays on the cluster when all else goes: see `keeper`. */
  readonly retained: readonly KubernetesObject[];
  /** ConfigMaps. */
  readonly parameters: readonly KubernetesObject[];
  readonly policies: readonly KubernetesObject[];
  readonly bindings: readonly KubernetesObject[];
}

/** A profile, and the namespaces in which it holds; `undefined`: everywhere. */
interface Scope {
  readonly profile: NamedProfile;
  readonly namespaces: readonly string[] | undefined;
}

const API = "admissionregistration.k8s.io/v1";

const KEEPER = "archipelago-parameters";

/** Name of the ConfigMap with what the declaration gives a cluster. */
const CLUSTER = "residency-cluster";

/**
 * The admission of one cluster, from the same profiles as everything else. `undefined` where there is no profile.
 *
 * A profile holds also where nothing under it is placed: on the other clusters it keeps a namespace of that name from
 * being filled by hand, by Argo CD, or by a restore.
 */
export function planAdmission(cluster: Cluster, environment: Environment): AdmissionPlan | undefined {
  const scopes = scopesOf(environment);
  if (scopes.length === 0) return undefined;
  const isFederation = environment.federation?.kubefed !== undefined && cluster.name === environment.hub;
  const rules = [...RULES, ...(isFederation ? federated : []), ...(cluster.controlPlane ? propagated : [])];
  return {
    retained: keeper(),
    parameters: [
      configMap(CLUSTER, clusterParameters(cluster, environment)),
      ...scopes.map(({ profile }) =>
        configMap(parametersOf(profile), profileParameters(profile, cluster, environment)),
      ),
    ],
    policies: rules.map(policy),
    bindings: rules.flatMap((rule) => bindingsOf(rule, scopes, cluster)),
  };
}

/**
 * A policy that is asked about nothing. An API server stops to watch ConfigMaps when the last binding with one as its
 * parameters is gone, and never starts again: a profile that comes back later would have no parameters, or those of old,
 * until the server is restarted (kubernetes/kubernetes#130887, not mended in 1.35). So one binding stays.
 */
function keeper(): KubernetesObject[] {
  // Two runs that do not know of each other may write it.
  const metadata = { name: KEEPER, annotations: { "pulumi.com/patchForce": "true" } };
  const nothing = {
    apiGroups: ["archipelago"],
    apiVersions: ["v1"],
    operations: ["CREATE"],
    resources: ["nothing"],
  };
  return [
    {
      apiVersion: API,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        failurePolicy: "Ignore",
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        matchConstraints: { resourceRules: [nothing] },
        validations: [{ expression: "true" }],
      },
    },
    {
      apiVersion: API,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        policyName: KEEPER,
        paramRef: { name: CLUSTER, namespace: SYSTEM_NAMESPACE, parameterNotFoundAction: "Allow" },
        validationActions: ["Deny"],
      },
    },
  ];
}

/** A profile that holds everywhere needs no namespaces besides. */
function scopesOf({ residency, workloads }: Environment): Scope[] {
  const namespaces = new Map<string, Scope & { namespaces: string[] }>();
  for (const { namespace, residency: profile } of workloads) {
    if (profile === undefined || profile.name === residency?.name) continue;
    const scope = namespaces.get(profile.name) ?? { profile, namespaces: [] };
    if (!scope.namespaces.includes(namespace)) scope.namespaces.push(namespace);
    namespaces.set(profile.name, scope);
  }
  const own = [...namespaces.values()].sort((a, b) => compare(a.profile.name, b.profile.name));
  for (const scope of own) scope.namespaces.sort(compare);
  return [...(residency === undefined ? [] : [{ profile: residency, namespaces: undefined }]), ...own];
}

function parametersOf({ name }: NamedProfile): string {
  return `residency-profile-${name}`;
}

function configMap(name: string, data: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: SYSTEM_NAMESPACE }, data };
}

function policy(rule: AdmissionRule): KubernetesObject {
  const { conditions = {}, variables = {} } = rule;
  return {
    apiVersion: API,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: policyName(rule) },
    spec: {
      failurePolicy: "Fail",
      paramKind: { apiVersion: "v1", kind: "ConfigMap" },
      matchConstraints: {
        resourceRules: rule.resources.map(({ group, versions, resources }) => ({
          apiGroups: [group],
          apiVersions: [...versions],
          operations: ["CREATE", "UPDATE"],
          resources: [...resources],
        })),
      },
      ...whereAny("matchConditions", expressions(conditions)),
      ...whereAny("variables", expressions(variables)),
      validations: rule.validations.map(({ expression, message }) => ({
        expression,
        messageExpression: message,
        reason: "Forbidden",
      })),
    },
  };
}

/** An API server keeps no empty list, and each run would want to add it again. */
function whereAny(key: string, items: readonly object[]): object {
  return items.length === 0 ? {} : { [key]: items };
}

function expressions(named: Readonly<Record<string, string>>): { name: string; expression: string }[] {
  return Object.entries(named).map(([name, expression]) => ({ name, expression }));
}

function policyName({ name }: AdmissionRule): string {
  return `archipelago-residency-${name}`;
}

function bindingsOf(rule: AdmissionRule, scopes: readonly Scope[], cluster: Cluster): KubernetesObject[] {
  switch (rule.judgedBy) {
    case "cluster":
      return [binding(rule, "cluster", CLUSTER, undefined)];
    case "profile":
      return scopes
        .filter(({ profile, namespaces }) => namespaces === undefined || isAllowedOn(cluster, profile))
        .map(({ profile }) => binding(rule, `profile-${profile.name}`, parametersOf(profile), undefined));
    case "namespace":
      return scopes.map(({ profile, namespaces }) =>
        binding(rule, `profile-${profile.name}`, parametersOf(profile), selector(rule, namespaces)),
      );
  }
}

/**
 * By the name of a namespace, which the API server itself writes into this label and nobody can change
 * (kubernetes.io, "Automatic labelling"). A label of our own could be forged, or left out.
 */
function selector(
  { exceptNamespaces = [] }: AdmissionRule,
  namespaces: readonly string[] | undefined,
): object | undefined {
  if (namespaces === undefined && exceptNamespaces.length === 0) return undefined;
  const key = "kubernetes.io/metadata.name";
  return namespaces === undefined
    ? { matchExpressions: [{ key, operator: "NotIn", values: [...exceptNamespaces] }] }
    : { matchExpressions: [{ key, operator: "In", values: [...namespaces] }] };
}

function binding(
  rule: AdmissionRule,
  judge: string,
  parameters: string,
  namespaceSelector: object | undefined,
): KubernetesObject {
  return {
    apiVersion: API,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: `${policyName(rule)}-${judge}` },
    spec: {
      policyName: policyName(rule),
      // Without its parameters nothing is known, and so nothing is allowed.
      paramRef: { name: parameters, namespace: SYSTEM_NAMESPACE, parameterNotFoundAction: "Deny" },
      validationActions: ["Deny"],
      ...(namespaceSelector === undefined ? {} : { matchResources: { namespaceSelector } }),
    },
  };
}
