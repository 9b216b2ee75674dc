import { mkdirSync } from "node:fs";
import path from "node:path";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { freePorts, Program } from "./program.ts";

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
}

/** The real external-dns of a cluster, with the flags that the chart makes of these values, and a zone in its memory. */
export async function startExternalDns(
  bed: Bed,
  cluster: string,
  values: ExternalDnsValues,
): Promise<Program> {
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
    "--provider=inmemory",
    ...values.domainFilters.map((zone) => `--inmemory-zone=${zone}`),
  ];
  const log = path.join(folder, `${cluster}.log`);
  return new Program("external-dns", toolchain.paths["external-dns"], args, {
    env: process.env,
    log,
    cwd: folder,
  });
}
