import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "../components/sdk/pulumi.ts";
import { z } from "zod";
import { kubeconfigFor, readContext } from "../fleet/kubeconfig.ts";
import type { Cluster } from "../fleet/fleet.ts";
import { PAD_KINDS, type PadKind } from "../fleet/links.ts";
import { INITIAL_SLOTS, tokenSlots, type TokenSlots } from "../fleet/token-slots.ts";

const slotsByKind = z.partialRecord(z.enum(PAD_KINDS), tokenSlots);

/**
 * What a stack is told besides the declaration: its Pulumi config and the files that the declaration names. The one
 * place that reads either; components get plain values.
 */
export class Settings {
  readonly #config = new pulumi.Config("archipelago");
  readonly #root: string;
  readonly #slots: Partial<Record<PadKind, TokenSlots>>;

  constructor(root: string) {
    this.#root = root;
    const parsed = slotsByKind.safeParse(this.#config.getObject("tokenSlots") ?? {});
    if (!parsed.success) {
      throw new pulumi.RunError(
        `Config archipelago:tokenSlots is not usable:\n${z.prettifyError(parsed.error)}`,
      );
    }
    this.#slots = parsed.data;
  }

  /** Which token slots of a kind of landing pad are filled on this stack's clusters; config `tokenSlots`, default: only a. */
  slotsOf(kind: PadKind): TokenSlots {
    return this.#slots[kind] ?? INITIAL_SLOTS;
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
