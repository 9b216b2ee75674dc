import type { Workload } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { podTemplatePath, valueAt } from "../objects.ts";
import { listed, type ModelProblem } from "../problems.ts";

/** A Service that a workload offers to the other clusters of its mesh. */
export interface ExportedService {
  readonly name: string;
  readonly namespace: string;
  /** What it serves over TCP; others cannot pass a gateway. */
  readonly ports: readonly ExportedPort[];
  /** The accounts that the pods behind it run as: who may answer for it. Empty if its manifests do not say. */
  readonly serviceAccounts: readonly string[];
}

export interface ExportedPort {
  readonly name: string;
  readonly number: number;
  /** As Istio writes it: `HTTP`, `GRPC`, `TCP`. */
  readonly protocol: string;
}

interface Service {
  readonly metadata: KubernetesObject["metadata"];
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly protocol?: string;
      readonly appProtocol?: string;
    }[];
  };
}

/**
 * The Services that a workload exports, out of its objects; and which of them cannot be: there is none of that name, or
 * it has no port that a gateway could pass on. Paths are relative to the workload.
 */
export function exportedServices(
  { exports, namespace }: Pick<Workload, "exports" | "namespace">,
  objects: readonly KubernetesObject[],
): { services: ExportedService[]; problems: ModelProblem[] } {
  const services = objects.filter(isService);
  const names = services.map(({ metadata }) => metadata.name);
  const found = exports.map((name) => services.find(({ metadata }) => metadata.name === name));
  const problems = found.flatMap((service, index): ModelProblem[] => {
    const path = ["exports", index];
    const name = exports[index] ?? "";
    if (service === undefined) {
      const hint = names.length === 0 ? "they hold no Service" : `they hold: ${listed(names)}`;
      return [{ path, message: `there is no Service "${name}" in the manifests`, hint }];
    }
    if (portsOf(service).length > 0) return [];
    const hint = "only TCP passes the gateway of a mesh";
    return [{ path, message: `Service "${name}" has no TCP port`, hint }];
  });
  return {
    services: found.flatMap((service) => {
      if (service === undefined || portsOf(service).length === 0) return [];
      return [
        {
          name: service.metadata.name,
          namespace: service.metadata.namespace ?? namespace,
          ports: portsOf(service),
          serviceAccounts: accountsOf(service, objects),
        },
      ];
    }),
    problems,
  };
}

/** Whether an object is a Service that is among the exported ones. */
export function isExported(object: KubernetesObject, exports: readonly string[]): boolean {
  return isService(object) && exports.includes(object.metadata.name);
}

export function isService({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === "v1" && kind === "Service";
}

function portsOf({ spec }: Service): ExportedPort[] {
  return (spec?.ports ?? [])
    .filter(({ protocol = "TCP" }) => protocol === "TCP")
    .map(({ name, port, appProtocol }) => ({
      name: name ?? `port-${port}`,
      number: port,
      protocol: protocolOf(appProtocol ?? name?.split("-")[0]),
    }));
}

/**
 * What Istio would take a port for, by `appProtocol` or by its name up to the first dash (istio.io, "Protocol
 * Selection"). What says nothing is TCP: a ServiceEntry has no detection to fall back on, and TCP carries anything.
 */
function protocolOf(said: string | undefined): string {
  const known = ["HTTP", "HTTP2", "HTTPS", "GRPC", "MONGO", "TLS"];
  const name = said === "kubernetes.io/h2c" ? "HTTP2" : said?.toUpperCase();
  return known.find((protocol) => protocol === name) ?? "TCP";
}

/** Of the workload's own pods that the Service selects. */
function accountsOf({ spec }: Service, objects: readonly KubernetesObject[]): string[] {
  const selector = Object.entries(spec?.selector ?? {});
  if (selector.length === 0) return [];
  const accounts = objects.flatMap((object) => {
    const path = podTemplatePath(object);
    if (path === undefined) return [];
    const labels = valueAt(object, [...path, "metadata", "labels"]) as Record<string, string> | undefined;
    if (!selector.every(([key, value]) => labels?.[key] === value)) return [];
    const account = valueAt(object, [...path, "spec", "serviceAccountName"]);
    return [typeof account === "string" ? account : "default"];
  });
  return [...new Set(accounts)].sort();
}
