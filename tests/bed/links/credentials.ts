import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { kubeconfigFor } from "../../../fleet/kubeconfig.ts";
import type { Link } from "../../../fleet/links.ts";
import { ApiServer } from "../../../cli/client/api-server.ts";
import { accessIn, readLinkSecrets, secretOf, type Access } from "../../../cli/status/link-secrets.ts";

/** What a link's controller looks at: its Secret in the source cluster, again and again, as a watch would show it. */
const LOOK_EVERY_MS = 250;
const USE_EVERY_MS = 50;

/** Never: a test ends it. */
const ENDLESS = new AbortController().signal;

/**
 * A client that has nothing but a link's Secret: it reads it from the source cluster, and uses what is in it twenty
 * times a second at the target, also while a request before is still under way.
 */
export class LinkClient {
  readonly link: Link;
  uses = 0;
  readonly refusals: string[] = [];
  readonly #path: string;
  readonly #source: ApiServer;
  #target: ApiServer | undefined;
  #held: Access | undefined;
  #secret: string | undefined;
  #running = true;
  #loops: Promise<unknown> = Promise.resolve();

  private constructor(link: Link, path: string, source: ApiServer) {
    this.link = link;
    this.#path = path;
    this.#source = source;
  }

  /** @param kubeconfig The source's, to read the Secret with. @param path What is asked for at the target. */
  static async start(link: Link, kubeconfig: string, path: string): Promise<LinkClient> {
    const client = new LinkClient(link, path, await ApiServer.connect(kubeconfig, ENDLESS));
    await client.#look();
    client.#loops = Promise.all([client.#keepLooking(), client.#keepUsing()]);
    return client;
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#loops;
    this.#source.close();
    this.#target?.close();
  }

  async #keepLooking(): Promise<void> {
    while (this.#running) {
      await this.#look();
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** A Secret that is gone for a moment, or made anew, is a link that was cut. */
  async #look(): Promise<void> {
    const secrets = (await readLinkSecrets(this.#source, [this.link.kind])) as (SecretWithUid | undefined)[];
    const secret = secretOf(
      this.link,
      secrets.filter((each) => each !== undefined),
    ) as SecretWithUid | undefined;
    const access = secret && accessIn(secret, this.link);
    if (secret === undefined || access === undefined) {
      this.refusals.push("the Secret of the link is gone");
      return;
    }
    if (this.#secret !== undefined && this.#secret !== secret.metadata.uid)
      this.refusals.push("the Secret of the link was made anew");
    this.#secret = secret.metadata.uid;
    if (access.token === this.#held?.token) return;
    this.#held = access;
    const { endpoint, ca, token } = access;
    const before = this.#target;
    this.#target = await ApiServer.connect(
      kubeconfigFor({ name: "to", endpoint, ca, user: { token } }),
      ENDLESS,
    );
    // Requests that are under way may end.
    if (before !== undefined)
      setTimeout(() => {
        before.close();
      }, 2_000);
  }

  async #keepUsing(): Promise<void> {
    const underWay = new Set<Promise<void>>();
    while (this.#running) {
      const use = this.#use().finally(() => underWay.delete(use));
      underWay.add(use);
      await sleep(USE_EVERY_MS);
    }
    await Promise.all(underWay);
  }

  async #use(): Promise<void> {
    try {
      await this.#target?.get(this.#path);
      this.uses++;
    } catch (error) {
      this.refusals.push((error as Error).message);
    }
  }
}

interface SecretWithUid {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** The HTTP status with which an API server answers a request made with a link's credential. The answer is not read. */
export async function answerTo(
  { endpoint, ca, token }: Access,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: object },
): Promise<number> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const headers = { authorization: `Bearer ${token}`, "content-type": type };
  const options = { method, headers, ca: Buffer.from(ca, "base64"), agent: false, timeout: 10_000 };
  return new Promise((resolve, reject) => {
    request(`${endpoint}${path}`, options, (response) => {
      // A watch would go on.
      response.destroy();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end(body && JSON.stringify(body));
  });
}

/** Whether an API server takes a token now. */
export async function accepts({ endpoint, ca, token }: Access, path: string): Promise<boolean> {
  const kubeconfig = kubeconfigFor({ name: "token", endpoint, ca, user: { token } });
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(10_000));
  try {
    await server.get(path);
    return true;
  } catch (error) {
    if (/: 40[13] /.test((error as Error).message)) return false;
    throw error;
  } finally {
    server.close();
  }
}
