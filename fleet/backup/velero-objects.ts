import type { KubernetesObject } from "../manifests.ts";

/* Velero's objects as they are read and written here: velero 1.18, pkg/apis/velero/v1. */

export interface VeleroMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339, as all times. */
  readonly creationTimestamp?: string;
}

/** What runs once and then has an outcome. */
interface VeleroStatus {
  readonly phase?: string;
  readonly validationErrors?: readonly string[];
  readonly failureReason?: string;
  readonly errors?: number;
  readonly warnings?: number;
  readonly startTimestamp?: string;
  readonly completionTimestamp?: string;
}

export interface VeleroBackup {
  readonly metadata: VeleroMetadata;
  readonly spec: {
    readonly storageLocation?: string;
    readonly includedNamespaces?: readonly string[] | null;
    readonly excludedNamespaces?: readonly string[] | null;
    readonly ttl?: string;
    readonly [field: string]: unknown;
  };
  readonly status?: VeleroStatus & {
    readonly expiration?: string;
    readonly progress?: { readonly totalItems?: number; readonly itemsBackedUp?: number };
  };
}

export interface VeleroRestore {
  readonly metadata: VeleroMetadata;
  readonly spec: {
    readonly backupName?: string;
    readonly namespaceMapping?: Readonly<Record<string, string>> | null;
    readonly existingResourcePolicy?: "none" | "update";
    readonly resourceModifier?: { readonly kind: "ConfigMap"; readonly name: string };
    readonly [field: string]: unknown;
  };
  readonly status?: VeleroStatus & {
    readonly progress?: { readonly totalItems?: number; readonly itemsRestored?: number };
  };
}

export interface VeleroLocation {
  readonly metadata: VeleroMetadata;
  readonly spec: {
    readonly provider?: string;
    readonly accessMode?: "ReadWrite" | "ReadOnly";
    readonly default?: boolean;
    readonly objectStorage?: { readonly bucket?: string; readonly prefix?: string };
    readonly config?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly phase?: "Available" | "Unavailable";
    readonly message?: string;
    readonly lastSyncedTime?: string;
    readonly lastValidationTime?: string;
  };
}

/** Messages of a run, as Velero files them. */
export interface VeleroMessages {
  readonly velero?: readonly string[];
  readonly cluster?: readonly string[];
  readonly namespaces?: Readonly<Record<string, readonly string[]>>;
}

/** What went wrong in a backup or a restore, and what one might want to look at. */
export interface VeleroResults {
  readonly errors: VeleroMessages;
  readonly warnings: VeleroMessages;
}

/** An object in a backup, with what it takes to ask an API server for its like. */
export interface ArchivedObject {
  /** Resource and group, as Velero names them: `configmaps`, `deployments.apps`. */
  readonly resource: string;
  /** `undefined` outside namespaces. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly object: KubernetesObject;
}

/** How a backup or a restore stands. `new`: Velero has not looked at it yet. */
export type Outcome = "new" | "running" | "completed" | "partly-failed" | "failed";

/** What Velero's phases come to (backup_types.go, restore_types.go). */
export function outcomeOf({ status }: VeleroBackup | VeleroRestore): Outcome {
  switch (status?.phase) {
    case undefined:
    case "":
    case "New":
      return "new";
    case "Completed":
      return "completed";
    case "PartiallyFailed":
      return "partly-failed";
    case "Failed":
    case "FailedValidation":
      return "failed";
    default:
      return "running";
  }
}

/** Whether there is nothing more to wait for. */
export function hasEnded(run: VeleroBackup | VeleroRestore): boolean {
  const outcome = outcomeOf(run);
  return outcome !== "new" && outcome !== "running";
}

/** How many of how many objects it has been through, while it runs. */
export interface RunProgress {
  readonly done: number;
  /** Velero finds out while it goes; 0 until then. */
  readonly total: number;
}

export function progressOf({ status }: VeleroBackup | VeleroRestore): RunProgress {
  const { totalItems = 0, ...items } = status?.progress ?? {};
  const done =
    "itemsBackedUp" in items ? items.itemsBackedUp : "itemsRestored" in items ? items.itemsRestored : 0;
  return { done: done ?? 0, total: totalItems };
}

/** Why a run did not do all that it was to, as its own object tells: what is in its log, only the log tells. */
export function reasonsOf({ status }: VeleroBackup | VeleroRestore): string[] {
  const { validationErrors = [], failureReason = "" } = status ?? {};
  return [...validationErrors, ...(failureReason === "" ? [] : [failureReason])];
}

/** All messages, each with what it is about. */
export function messageLines({ velero = [], cluster = [], namespaces = {} }: VeleroMessages): string[] {
  const own = Object.entries(namespaces).flatMap(([name, messages]) =>
    messages.map((message) => `${name}: ${message}`),
  );
  return [...velero, ...cluster, ...own];
}

/** What became of an object in a restore. */
export interface RestoredObject {
  /** As in `apps/v1/Deployment`. */
  readonly type: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly action: "created" | "updated" | "skipped" | "failed";
}

/** The list of restored resources as Velero writes it: by type, `namespace/name(action)` (pkg/restore/request.go). */
export function readRestored(list: Readonly<Record<string, readonly string[]>>): RestoredObject[] {
  return Object.entries(list).flatMap(([type, entries]) =>
    entries.map((entry) => {
      const [, namespace, name = entry, action = ""] = /^(?:(.*)\/)?(.*)\((\w+)\)$/.exec(entry) ?? [];
      return { type, namespace, name, action: action as RestoredObject["action"] };
    }),
  );
}
