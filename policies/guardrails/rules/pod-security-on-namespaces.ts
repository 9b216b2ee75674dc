import { at, UNKNOWN } from "../../tree.ts";
import type { Guardrails } from "../config.ts";
import { isKubernetes, objectsOf } from "../extract/kubernetes.ts";
import { unproved, type MaybeTree, type Rule, type Subject } from "../rule.ts";

const ENFORCE = "pod-security.kubernetes.io/enforce";
const LEVELS = new Set<unknown>(["privileged", "baseline", "restricted"]);
const SYSTEM = ["kube-system", "kube-public", "kube-node-lease", "default"];

export const podSecurityOnNamespaces: Rule = {
  name: "pod-security-on-namespaces",
  description: "Every namespace says which pods it takes.",
  appliesTo: isKubernetes,
  *check(subject, config) {
    for (const { apiVersion, kind, patch, object, under } of objectsOf(subject)) {
      if (apiVersion !== "core/v1" || kind !== "Namespace" || patch) continue;
      if (isSystem(at(object, "metadata", "name"), config)) continue;
      const level = at(object, "metadata", "labels", ENFORCE);
      const label = `${under}metadata.labels["${ENFORCE}"]`;
      if (level === UNKNOWN) yield unproved(label);
      else if (level === undefined) yield `the namespace needs the label ${ENFORCE}, as ${label}`;
      else if (!LEVELS.has(level)) yield `${label} is not one of privileged, baseline, restricted`;
    }
    yield* madeByHelm(subject, config);
  },
};

/** Helm makes a namespace without any label. */
function* madeByHelm({ type, props }: Subject, config: Guardrails): Generator<string> {
  if (type !== "kubernetes:helm.sh/v3:Release") return;
  const create = at(props, "createNamespace");
  if (create === UNKNOWN) yield unproved("createNamespace");
  if (create === true && !isSystem(at(props, "namespace"), config))
    yield `createNamespace makes a namespace without the label ${ENFORCE}; make the namespace as a resource`;
}

function isSystem(name: MaybeTree, { systemNamespaces }: Guardrails): boolean {
  return typeof name === "string" && (SYSTEM.includes(name) || systemNamespaces.includes(name));
}
