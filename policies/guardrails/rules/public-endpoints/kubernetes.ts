import { at, isMap, join, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { isChart, objectsOf, type KubernetesObject } from "../../extract/kubernetes.ts";
import { valuesOf } from "../../extract/values.ts";
import { unproved, type Subject } from "../../rule.ts";

interface Exposure {
  /** By which it can be declared. */
  readonly names: readonly string[];
  readonly message: string;
}

/** With one of these a load balancer gets an address that only the network around it reaches. */
const INTERNAL: readonly (readonly [string, RegExp])[] = [
  ["service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/],
  ["service.beta.kubernetes.io/aws-load-balancer-internal", /^(true|0\.0\.0\.0\/0)$/],
  ["networking.gke.io/load-balancer-type", /^internal$/i],
  ["cloud.google.com/load-balancer-type", /^internal$/i],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/],
];

const OPEN = "a load balancer on the internet, without the annotation that makes it an internal one";

export function* kubernetesExposure(subject: Subject): Generator<Exposure> {
  if (isChart(subject.type)) {
    for (const { path, values } of valuesOf(subject)) {
      if (values === UNKNOWN) yield { names: [], message: unproved(path) };
      else for (const message of inValues(values, path)) yield { names: [], message };
    }
  }
  for (const object of objectsOf(subject)) {
    yield* service(object);
    yield* gateway(object);
  }
}

function* service({ apiVersion, kind, object, under }: KubernetesObject): Generator<Exposure> {
  if (apiVersion !== "core/v1" || kind !== "Service") return;
  const name = text(at(object, "metadata", "name"));
  const names = name === undefined ? [] : [name];
  const type = at(object, "spec", "type");
  if (type === UNKNOWN) yield { names, message: unproved(`${under}spec.type`) };
  if (type !== "LoadBalancer") return;
  const internal = isInternal(at(object, "metadata", "annotations"));
  if (internal === UNKNOWN) yield { names, message: unproved(`${under}metadata.annotations`) };
  else if (!internal) yield { names, message: `the Service is ${OPEN}` };
}

/** Behind a Gateway its controller makes a Service, a load balancer unless it is told otherwise. */
function* gateway({ apiVersion, kind, object, under }: KubernetesObject): Generator<Exposure> {
  if (!apiVersion.startsWith("gateway.networking.k8s.io/") || kind !== "Gateway") return;
  const name = text(at(object, "metadata", "name"));
  const names = name === undefined ? [] : [name];
  // A waypoint is for what is in the mesh: istio.io, "Configure waypoint proxies".
  if (at(object, "spec", "gatewayClassName") === "istio-waypoint") return;
  const annotations = [
    at(object, "metadata", "annotations"),
    at(object, "spec", "infrastructure", "annotations"),
  ];
  const types = annotations.map((each) => at(each, "networking.istio.io/service-type"));
  if (types.some((type) => type === "ClusterIP" || type === "NodePort")) return;
  const verdicts = annotations.map(isInternal);
  if (verdicts.includes(true)) return;
  if (verdicts.includes(UNKNOWN)) yield { names, message: unproved(`${under}metadata.annotations`) };
  else yield { names, message: `the Gateway gets ${OPEN}` };
}

function isInternal(annotations: Tree | undefined): boolean | typeof UNKNOWN {
  if (annotations === UNKNOWN) return UNKNOWN;
  const values = INTERNAL.map(([key, pattern]) => {
    const value = at(annotations, key);
    return value === UNKNOWN
      ? UNKNOWN
      : (typeof value === "string" || typeof value === "boolean") && pattern.test(String(value));
  });
  return values.includes(true) ? true : values.includes(UNKNOWN) ? UNKNOWN : false;
}

/** Values of a chart: `service.type`, `serviceType`, and maps around them with annotations for the Service. */
function* inValues(tree: Tree, path: string, around?: Tree): Generator<string> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* inValues(each, `${path}[${index}]`);
    return;
  }
  if (!isMap(tree)) return;
  for (const [key, value] of Object.entries(tree)) {
    const here = join(path, key);
    const isType =
      /^serviceType$/.test(key) || (key === "type" && /service/i.test(path.slice(path.lastIndexOf(".") + 1)));
    if (isType && value === UNKNOWN) yield unproved(here);
    if (isType && value === "LoadBalancer") {
      const verdicts = [
        isInternal(at(tree, "annotations")),
        ...[tree, around].map((map) => isInternal(at(map, "serviceAnnotations"))),
      ];
      if (verdicts.includes(true)) continue;
      yield verdicts.includes(UNKNOWN) ? unproved(`annotations beside ${here}`) : `${here} makes ${OPEN}`;
    }
    yield* inValues(value, here, tree);
  }
}
