/** What the API server is to refuse. Becomes a ValidatingAdmissionPolicy, and a binding for each that judges by it. */
export interface AdmissionRule {
  /** Part of the names of its policy and bindings. */
  readonly name: string;
  readonly judgedBy: Judge;
  readonly resources: readonly Resources[];
  /** Only if all of these hold; CEL by name. */
  readonly conditions?: Readonly<Record<string, string>>;
  /** CEL by name; a later one may use the earlier ones. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly validations: readonly Validation[];
  /** Where a profile of the whole environment says nothing, though it holds everywhere else. */
  readonly exceptNamespaces?: readonly string[];
}

/**
 * - `namespace`: the profiles of the workloads in the namespace, and that of the environment;
 * - `profile`: for what belongs to no namespace, every profile under which something may be on the cluster: any workload
 *   there can use it;
 * - `cluster`: what the declaration gives the cluster. A backup or a credential holds what many namespaces hold.
 */
export type Judge = "namespace" | "profile" | "cluster";

export interface Resources {
  readonly group: string;
  /** All that there are: without a wildcard the API server checks the types of the expressions. */
  readonly versions: readonly string[];
  readonly resources: readonly string[];
}

export interface Validation {
  /** CEL: what has to be true. */
  readonly expression: string;
  /** CEL: which property, by which rule, and what would be allowed. */
  readonly message: string;
}

/**
 * What is on its way out still loses its finalizers, and a controller still notes what it has seen: to refuse that would
 * keep what should go.
 */
export const NOT_ON_ITS_WAY_OUT = { "is-not-being-deleted": "!has(object.metadata.deletionTimestamp)" };

/** Nor is what only its metadata changes of. */
export const SPEC_CHANGES = {
  ...NOT_ON_ITS_WAY_OUT,
  "spec-changes": "oldObject == null || object.spec != oldObject.spec",
};
