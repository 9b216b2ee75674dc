import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Digest } from "./catalogue.ts";
import { run } from "./child.ts";

/** An artifact is not what its pin says. Nothing else is tried then: something is wrong that a person has to see. */
export class ChecksumError extends Error {
  override name = "ChecksumError";
}

/** How a download is watched and stopped. */
export interface Watch {
  signal?: AbortSignal | undefined;
  onProgress?: (detail: string) => void;
}

const connectPatience = 3_000;
const stallPatience = 30_000;

/** Fetches artifacts. A host that has failed once is not asked again: a closed network stays closed. */
export class Downloader {
  readonly #failures = new Map<string, string>();
  readonly #reached = new Map<string, Promise<void>>();
  readonly #usesProxy: boolean;

  constructor(env: NodeJS.ProcessEnv) {
    // Node's fetch goes through HTTPS_PROXY only if it is told to by this variable; then no host is reached directly.
    this.#usesProxy = env.NODE_USE_ENV_PROXY === "1";
  }

  /** Why there is no use in asking the host of `url`, if it has failed before. */
  failureAt(url: string): string | undefined {
    const { host } = new URL(url);
    const failure = this.#failures.get(host);
    return failure === undefined ? undefined : `${host} failed before in this run: ${failure}`;
  }

  /** Fetches `url` into the folder and checks it, before anything can use it. Returns the file. */
  async fetch(url: string, digest: Digest, folder: string, watch: Watch): Promise<string> {
    const { host } = new URL(url);
    try {
      if (!this.#usesProxy) await this.#reach(new URL(url));
      return await fetchChecked(url, digest, folder, watch);
    } catch (error) {
      watch.signal?.throwIfAborted();
      if (!(error instanceof ChecksumError)) this.#failures.set(host, reasonOf(error));
      throw error;
    }
  }

  /** Once for each host, however many downloads start at a time. */
  #reach(url: URL): Promise<void> {
    const attempt = this.#reached.get(url.host) ?? reach(url);
    this.#reached.set(url.host, attempt);
    return attempt;
  }
}

/** Fails fast where fetch would wait for ten seconds or, behind a wall that drops packets, for minutes. */
async function reach(url: URL): Promise<void> {
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
      socket.setTimeout(connectPatience, () => {
        reject(new Error(`${url.host} did not answer within ${connectPatience / 1000} s`));
      });
    });
  } finally {
    socket.destroy();
  }
}

async function fetchChecked(url: string, digest: Digest, folder: string, watch: Watch): Promise<string> {
  const stalled = new AbortController();
  const timer = setTimeout(() => {
    stalled.abort(new Error(`no data for ${stallPatience / 1000} s`));
  }, stallPatience);
  try {
    const signals = watch.signal ? [watch.signal, stalled.signal] : [stalled.signal];
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);

    const file = join(folder, url.slice(url.lastIndexOf("/") + 1));
    const [algorithm = "", expected] = digest.split(":");
    const hash = createHash(algorithm);
    let received = 0;
    const measured = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      for await (const chunk of chunks) {
        timer.refresh();
        hash.update(chunk);
        received += chunk.length;
        watch.onProgress?.(`${Math.round(received / 1e6)} MB`);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), measured, createWriteStream(file));

    const actual = hash.digest("hex");
    if (actual !== expected) {
      throw new ChecksumError(`${url} has ${algorithm} ${actual}, pinned is ${expected ?? ""}`);
    }
    return file;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Takes files out of an archive, into a folder. The system's tar tells the kind of archive by itself.
 * It wants a member as it is spelt there, and some archives spell `./member`.
 */
export async function extract(
  archive: string,
  members: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { stdout } = await run({ file: "tar", arguments: ["-tf", archive], signal });
  const spelt = stdout.split("\n").filter((entry) => members.includes(entry.replace(/^\.\//, "")));
  if (spelt.length < members.length) throw new Error(`${archive} does not hold ${members.join(", ")}`);
  await run({
    file: "tar",
    arguments: ["-xf", archive, "-C", folder, "--no-same-owner", ...spelt],
    signal,
  });
}

/** What went wrong, in words: fetch hides the cause behind "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof TypeError && error.cause instanceof Error
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}
