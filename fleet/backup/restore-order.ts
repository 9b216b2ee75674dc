import { digestOfJson } from "../canonical-json.ts";
import type { Environment } from "../fleet.ts";
import { originLabels } from "./origin.ts";
import type { Existing, NamespaceMapping } from "./restore-plan.ts";
import type { ResourceModifiers } from "./resource-modifiers.ts";
import type { VeleroRestore } from "./velero-objects.ts";

/** What is to be restored, how. */
export interface RestoreOrder {
  /** Name of the backup. */
  readonly backup: string;
  /** Clusters: whose backup it is, and where it is restored. */
  readonly from: string;
  readonly to: string;
  readonly mapping: NamespaceMapping;
  readonly existing: Existing;
  readonly modifiers: ResourceModifiers | undefined;
}

/** On a Restore: the order that it carries out, so that whoever gives the same one again finds it. */
export const ORDER_LABEL = "archipelago/restore-order";

/** The same for the same order, whoever gives it. */
export function orderDigest(order: RestoreOrder): string {
  return digestOfJson(order).slice(0, 16);
}

/**
 * Name of the Restore that carries an order out. Two who give it at the same moment come to the same name, of which the
 * API server takes one.
 *
 * @param earlier Restores of the same order that have ended.
 */
export function restoreName(order: RestoreOrder, earlier: number): string {
  return `${order.backup}-${orderDigest(order).slice(0, 8)}-${earlier + 1}`;
}

/** Velero's Restore; its modifiers are in the ConfigMap of its name. */
export function restoreObject(
  order: RestoreOrder,
  name: string,
  environment: Environment,
): Pick<VeleroRestore, "metadata" | "spec"> {
  const { backup, to, mapping, existing, modifiers } = order;
  const labels = { ...originLabels({ name: to }, environment), [ORDER_LABEL]: orderDigest(order) };
  const spec = {
    backupName: backup,
    existingResourcePolicy: existing === "update" ? ("update" as const) : ("none" as const),
    ...(Object.keys(mapping).length === 0 ? {} : { namespaceMapping: mapping }),
    ...(modifiers === undefined ? {} : { resourceModifier: { kind: "ConfigMap" as const, name } }),
  };
  return { metadata: { name, labels }, spec };
}
