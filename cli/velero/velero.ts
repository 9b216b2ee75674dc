import {
  readRestored,
  type ArchivedObject,
  type RestoredObject,
  type VeleroBackup,
  type VeleroLocation,
  type VeleroRestore,
  type VeleroResults,
} from "../../fleet/backup/velero-objects.ts";
import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import { ApiServer, RefusalError } from "../client/api-server.ts";
import { unlessThere } from "../client/unless-there.ts";
import { DamagedArchiveError, readArchive } from "./archive.ts";
import { downloadText, NotInStoreError, openDownload, type DownloadKind } from "./download.ts";
import { waitFor, type WaitOptions } from "./wait.ts";

/** Time for one question to an API server. */
const QUESTION_MS = 20_000;

type Plural = "backups" | "restores" | "backupstoragelocations" | "deletebackuprequests";

/**
 * Velero on one cluster, through its objects on that cluster's API server: as the velero CLI, and with no more rights
 * than to make and read them.
 */
export class Velero {
  /** Its name, for messages. */
  readonly cluster: string;
  /** The API server of the cluster. */
  readonly server: ApiServer;
  readonly #signal: AbortSignal;

  private constructor(cluster: string, server: ApiServer, signal: AbortSignal) {
    this.cluster = cluster;
    this.server = server;
    this.#signal = signal;
  }

  /** @param signal Ends whatever is going on. */
  static async connect(cluster: string, kubeconfig: string, signal: AbortSignal): Promise<Velero> {
    return new Velero(cluster, await ApiServer.connect(kubeconfig, signal, QUESTION_MS), signal);
  }

  close(): void {
    this.server.close();
  }

  async locations(): Promise<readonly VeleroLocation[]> {
    return this.#list("backupstoragelocations");
  }

  /** All backups that this cluster knows: its own, and those of others that it may read. */
  async backups(): Promise<readonly VeleroBackup[]> {
    return this.#list("backups");
  }

  async restores(): Promise<readonly VeleroRestore[]> {
    return this.#list("restores");
  }

  async backup(name: string): Promise<VeleroBackup | undefined> {
    return this.#find("backups", name);
  }

  async restore(name: string): Promise<VeleroRestore | undefined> {
    return this.#find("restores", name);
  }

  async createBackup(backup: Pick<VeleroBackup, "metadata" | "spec">): Promise<void> {
    await this.#create("backups", "Backup", backup);
  }

  /**
   * Makes a backup of another cluster known here, as Velero's own synchronisation would within a minute or two
   * (velero 1.18, backup_sync_controller.go): the record that the other cluster has of it, in the location of that name.
   */
  async announce({ metadata, spec, status }: VeleroBackup): Promise<void> {
    const { name, labels, annotations } = metadata;
    const backup = { metadata: { name, labels, annotations }, spec, status };
    // It may have come by itself meanwhile.
    await unlessThere(this.#create("backups", "Backup", backup));
  }

  async createRestore(restore: Pick<VeleroRestore, "metadata" | "spec">): Promise<void> {
    await this.#create("restores", "Restore", restore);
  }

  /** Has Velero delete a backup with all that it has in the bucket, and the restores that were made of it. */
  async deleteBackup(name: string): Promise<void> {
    await this.#create("deletebackuprequests", "DeleteBackupRequest", {
      metadata: {
        name: `fleet-${name}`.slice(0, 63),
        labels: { "velero.io/backup-name": name.slice(0, 63) },
      },
      spec: { backupName: name },
    });
  }

  /** Takes the record of a restore away, and what Velero keeps of it in the bucket; what it has restored stays. */
  async deleteRestore(name: string): Promise<void> {
    await this.server.delete(pathOf("restores", name));
  }

  /** Waits until a backup has ended, well or not. */
  waitForBackup(name: string, options?: WaitOptions): Promise<VeleroBackup> {
    const others = () => this.backups();
    return waitFor(
      { velero: this, kind: "backup", name, look: () => this.backup(name), others },
      this.#signal,
      options,
    );
  }

  /**
   * Waits until a restore has ended, well or not, or will not: where Velero may not write beside the backup, all is
   * restored, and then it tries for ever to file what it has done (velero 1.18, restore_finalizer_controller.go).
   */
  waitForRestore(name: string, options?: WaitOptions): Promise<VeleroRestore> {
    const awaited = {
      ...{ velero: this, kind: "restore" as const, name },
      look: () => this.restore(name),
      others: () => this.restores(),
      isStuck: () => this.#isNotFiled(name),
    };
    return waitFor(awaited, this.#signal, options);
  }

  /** It files its results before it winds up. */
  async #isNotFiled(restore: string): Promise<boolean> {
    try {
      await this.restoreResults(restore);
      return false;
    } catch (error) {
      return error instanceof NotInStoreError;
    }
  }

  /** What is in a backup. @throws Error if its archive is damaged. */
  async contentsOf(backup: string): Promise<ArchivedObject[]> {
    const archive = await openDownload(this.server, this.cluster, "BackupContents", backup, this.#signal);
    try {
      return await readArchive(archive);
    } catch (error) {
      if (!(error instanceof DamagedArchiveError)) throw error;
      throw new DamagedArchiveError(`the archive of backup ${backup} is damaged: ${error.message}`, {
        cause: error,
      });
    }
  }

  backupLog(name: string): Promise<string> {
    return this.#download("BackupLog", name);
  }

  async backupResults(name: string): Promise<VeleroResults> {
    return readResults(await this.#download("BackupResults", name));
  }

  async restoreResults(name: string): Promise<VeleroResults> {
    return readResults(await this.#download("RestoreResults", name));
  }

  /** What a restore has made of each object. */
  async restored(name: string): Promise<RestoredObject[]> {
    const list = await this.#download("RestoreResourceList", name);
    return readRestored(JSON.parse(list) as Record<string, string[]>);
  }

  #download(kind: DownloadKind, name: string): Promise<string> {
    return downloadText(this.server, this.cluster, kind, name, this.#signal);
  }

  async #list<T>(plural: Plural): Promise<readonly T[]> {
    return (await this.server.get<{ items: readonly T[] }>(pathOf(plural))).items;
  }

  async #find<T>(plural: Plural, name: string): Promise<T | undefined> {
    try {
      return await this.server.get<T>(pathOf(plural, name));
    } catch (error) {
      if (error instanceof RefusalError && error.status === 404) return undefined;
      throw error;
    }
  }

  async #create(
    plural: Plural,
    kind: string,
    { metadata, ...rest }: { readonly metadata: object; readonly spec: object },
  ): Promise<void> {
    const own = { apiVersion: "velero.io/v1", kind, metadata: { namespace: VELERO_NAMESPACE, ...metadata } };
    await this.server.post(pathOf(plural), { ...own, ...rest });
  }
}

function pathOf(plural: Plural, name?: string): string {
  const path = `/apis/velero.io/v1/namespaces/${VELERO_NAMESPACE}/${plural}`;
  return name === undefined ? path : `${path}/${name}`;
}

function readResults(json: string): VeleroResults {
  const { errors = {}, warnings = {} } = JSON.parse(json) as Partial<VeleroResults>;
  return { errors, warnings };
}
