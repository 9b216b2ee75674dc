import { mkdirSync } from "node:fs";
import path from "node:path";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { freePorts, Program, RestartedProgram } from "./program.ts";

/** What of the chart's values becomes flags: charts/external-dns/templates/deployment.yaml. */
export interface ExternalDnsValues {
  readonly sources: readonly string[];
  readonly domainFilters: readonly string[];
  readonly managedRecordTypes: readonly string[];
  readonly policy: string;
  readonly registry: string;
  readonly txtOwnerId: string;
  readonly txtPrefix: string;
  readonly annotationPrefix: string;
  readonly provider: { readonly name: string };
  readonly extraArgs?: readonly string[];
}

/** Where a real external-dns writes to: the declared provider, reached with these variables. */
export interface ZoneAccess {
  readonly env: NodeJS.ProcessEnv;
}

/** The real external-dns of a cluster, with the flags that the chart makes of these values, and a zone in its memory. */
export async function startExternalDns(
  bed: Bed,
  cluster: string,
  values: ExternalDnsValues,
): Promise<Program> {
  const zones = values.domainFilters.map((zone) => `--inmemory-zone=${zone}`);
  return (await prepare(bed, cluster, values, ["--provider=inmemory", ...zones], {}))(0);
}

/**
 * The same, with the zone that is declared. It ends when its API server or the zone does not answer, and is started
 * again, as its Deployment would.
 */
export async function publish(
  bed: Bed,
  cluster: string,
  values: ExternalDnsValues,
  { env }: ZoneAccess,
): Promise<RestartedProgram> {
  const zone = [`--provider=${values.provider.name}`, ...(values.extraArgs ?? [])];
  return new RestartedProgram(await prepare(bed, cluster, values, zone, env));
}

async function prepare(
  bed: Bed,
  cluster: string,
  values: ExternalDnsValues,
  zone: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<(start: number) => Program> {
  const { toolchain } = await locateToolchain({ tools: ["external-dns"] });
  if (toolchain === undefined) throw new Error("external-dns is missing: npm run tools -- external-dns");
  const folder = path.join(bed.root, "external-dns");
  mkdirSync(folder, { recursive: true });
  const [metrics] = await freePorts(1);
  const args = [
    `--kubeconfig=${await bed.kubeconfigOf(cluster)}`,
    `--metrics-address=127.0.0.1:${metrics}`,
    "--interval=2s",
    ...values.sources.map((source) => `--source=${source}`),
    `--policy=${values.policy}`,
    `--registry=${values.registry}`,
    `--txt-owner-id=${values.txtOwnerId}`,
    `--txt-prefix=${values.txtPrefix}`,
    ...values.domainFilters.map((zone) => `--domain-filter=${zone}`),
    `--annotation-prefix=${values.annotationPrefix}`,
    ...values.managedRecordTypes.map((type) => `--managed-record-types=${type}`),
    ...zone,
  ];
  return (start) =>
    new Program("external-dns", toolchain.paths["external-dns"], args, {
      env: { ...process.env, ...env },
      log: path.join(folder, `${cluster}-${values.provider.name}-${start}.log`),
      cwd: folder,
    });
}
