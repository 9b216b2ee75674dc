import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "../components/sdk/pulumi.ts";
import { z } from "zod";
import { kubeconfigFor, readContext } from "../fleet/kubeconfig.ts";
import type { Cluster, Region } from "../fleet/fleet.ts";
import type { PadKind } from "../fleet/links.ts";
import { INITIAL_SLOTS, slotsByCluster, type SlotsByCluster, type TokenSlots } from "../fleet/token-slots.ts";

function slotsOfRegion({ name, clusters, tombstoned }: Region): typeof slotsByCluster {
  const names = [...clusters, ...tombstoned].map((cluster) => cluster.name);
  return slotsByCluster.superRefine((slots, context) => {
    for (const cluster of Object.keys(slots).filter((key) => !names.includes(key))) {
      const message =
        `there is no cluster "${cluster}" in region ${name}; there are: ${names.join(", ")}. ` +
        `To remove the setting: pulumi config rm --path 'archipelago:tokenSlots["${cluster}"]'`;
      context.addIssue({ code: "custom", path: [cluster], message });
    }
  });
}

/**
 * What a stack is told besides the declaration: its Pulumi config and the files that the declaration names. The one
 * place that reads either; components get plain values.
 */
export class Settings {
  readonly #config = new pulumi.Config("archipelago");
  readonly #root: string;
  readonly #slots: SlotsByCluster;

  /** @param region Whose stack it is: settings for clusters that it does not have are an error. */
  constructor(root: string, region: Region) {
    this.#root = root;
    const parsed = slotsOfRegion(region).safeParse(this.#config.getObject("tokenSlots") ?? {});
    if (!parsed.success) {
      throw new pulumi.RunError(
        `Config archipelago:tokenSlots is not usable:\n${z.prettifyError(parsed.error)}`,
      );
    }
    this.#slots = parsed.data;
  }

  /** Which token slots of a landing pad are filled; config `tokenSlots`, by cluster and kind, default: only a. */
  slotsOf(cluster: string, kind: PadKind): TokenSlots {
    return this.#slots[cluster]?.[kind] ?? INITIAL_SLOTS;
  }

  /** A secret of the config, such as `backupPassword`; `undefined` if it is not set. A secret even if it was set in plain. */
  secretOf(key: string): pulumi.Output<string> | undefined {
    return this.#config.getSecret(key);
  }

  /** The kubeconfig of a cluster that exists, as a secret; `undefined` for one that the program makes. */
  kubeconfigOf({ name, provisioner }: Cluster): pulumi.Output<string> | undefined {
    if (provisioner.kind !== "existing") return undefined;
    if (provisioner.secret !== undefined) return this.#config.requireSecret(provisioner.secret);
    const { context, kubeconfig = "" } = provisioner;
    const file = path.resolve(this.#root, kubeconfig);
    try {
      const beside = (name: string) => readFileSync(path.resolve(path.dirname(file), name), "base64");
      return pulumi.secret(kubeconfigFor(readContext(readFileSync(file, "utf8"), context, beside)));
    } catch (error) {
      throw new pulumi.RunError(`Cluster "${name}": cannot use ${kubeconfig}: ${(error as Error).message}`);
    }
  }
}
