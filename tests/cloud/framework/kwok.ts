import { readFileSync } from "node:fs";
import { request } from "node:https";
import path from "node:path";
import { folderOf, readRecord } from "../../../components/cluster/kwok/folder.ts";
import { deleteCluster, ensureCluster } from "../../../components/cluster/kwok/lifecycle.ts";
import type { CloudFolder } from "./folder.ts";

/** Key and certificate of a cluster's administrator, PEM. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** What stands behind a cluster of a simulated cloud: a real API server, with simulated nodes. */
export class ClusterBehind {
  readonly #root: string;
  readonly #name: string;

  constructor(cloud: CloudFolder, region: string, name: string) {
    this.#root = cloud.path;
    this.#name = `${region}.${name}`;
  }

  /** Sees to it that it is there and runs. */
  async ensure(nodes: number, serviceCidr?: string): Promise<{ endpoint: string; ca: string }> {
    return ensureCluster(this.#root, {
      name: this.#name,
      nodes,
      ...(serviceCidr === undefined ? {} : { serviceCidr }),
    });
  }

  async delete(): Promise<void> {
    await deleteCluster(this.#root, this.#name);
  }

  credentials(): Credentials {
    const read = (file: string) =>
      readFileSync(path.join(folderOf(this.#root, this.#name).path, "pki", file), "utf8");
    return { certificate: read("admin.crt"), key: read("admin.key") };
  }

  /** Asks its API server as its administrator. `undefined` if there is no cluster that answers. */
  async ask(method: "GET" | "PATCH", place: string, body?: object): Promise<unknown> {
    const folder = folderOf(this.#root, this.#name);
    const record = await readRecord(folder);
    if (record === undefined) return undefined;
    const { certificate: cert, key } = this.credentials();
    const ca = readFileSync(path.join(folder.path, "pki", "ca.crt"));
    const address = `https://127.0.0.1:${record.ports.kubeApiserverPort}${place}`;
    const headers = { "content-type": "application/merge-patch+json" };
    return new Promise((resolve) => {
      const asking = request(
        address,
        { method, ca, cert, key, headers, agent: false, timeout: 5_000 },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          response.on("end", () => {
            resolve((response.statusCode ?? 500) < 300 ? (JSON.parse(text) as unknown) : undefined);
          });
        },
      );
      asking.on("timeout", () => asking.destroy());
      asking.on("error", () => {
        resolve(undefined);
      });
      asking.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
