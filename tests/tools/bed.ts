import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Digest, Tool, ToolName } from "../../tools/catalogue.ts";
import { hostPlatform } from "../../tools/platform.ts";

/** What the scripts below call; nothing else of this machine is on the PATH of a bed. */
const systemPrograms = ["sh", "tar", "gzip", "cat", "mkdir", "sleep", "basename", "chmod"];

/** A machine in a temporary folder: its own PATH, home and cache, with fake programs that write down their calls. */
export class ToolBed {
  readonly root: string;
  readonly bin: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;

  private constructor(root: string) {
    this.root = root;
    this.bin = join(root, "bin");
    this.cache = join(root, "cache");
    this.env = {
      PATH: this.bin,
      HOME: root,
      ARCHIPELAGO_CACHE: this.cache,
      // A closed network: nothing listens on the port "discard".
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: "http://127.0.0.1:9",
    };
  }

  static async create(): Promise<ToolBed> {
    const bed = new ToolBed(await mkdtemp(join(tmpdir(), "archipelago-tools-")));
    await mkdir(bed.bin);
    for (const program of systemPrograms) await symlink(systemPath(program), join(bed.bin, program));
    return bed;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** Puts a script on PATH, or in another folder. */
  async script(name: string, body: string, folder = this.bin): Promise<string> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\necho "${name} $*" >> "${this.#log}"\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** A Go that writes a file for each package it is told to build. `before` runs first. */
  async go({ version = "1.26.8", before = "" } = {}): Promise<void> {
    await this.script(
      "go",
      `case "$1" in
        version) echo "go version go${version} ${hostPlatform().replace("-", "/")}" ;;
        list) echo "${this.root}" ;;
        build)
          ${before}
          while [ "$1" != "-o" ]; do shift; done
          out="$2"
          shift 2
          for package in "$@"; do
            # As Go names programs: by the last element of the path that is not a version, or by the module.
            case "$package" in
              .) read -r _ path <go.mod; name=$(basename "$path") ;;
              */v[0-9]) name=$(basename "\${package%/*}") ;;
              *) name=$(basename "$package") ;;
            esac
            echo "built" > "$out$name"
          done ;;
      esac`,
    );
  }

  /** The calls of all scripts so far, one a line. */
  async calls(): Promise<string[]> {
    if (!existsSync(this.#log)) return [];
    return (await readFile(this.#log, "utf8")).trim().split("\n");
  }

  async forgetCalls(): Promise<void> {
    await rm(this.#log, { force: true });
  }

  /** What stands in a folder of the cache. */
  async cached(folder: "tools" | "tmp" | "locks"): Promise<string[]> {
    return readdir(join(this.cache, folder)).catch(() => []);
  }

  get #log(): string {
    return join(this.root, "calls");
  }
}

function systemPath(program: string): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const path = folders.map((folder) => join(folder, program)).find(existsSync);
  if (path === undefined) throw new Error(`these tests need ${program}`);
  return path;
}

/** A host of downloads on loopback, which counts what it is asked for. */
export class DownloadHost {
  readonly requests: string[] = [];
  readonly #files = new Map<string, Buffer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? "";
      this.requests.push(path);
      const file = this.#files.get(path);
      response.writeHead(file ? 200 : 503).end(file);
    });
  }

  static async open(): Promise<DownloadHost> {
    const host = new DownloadHost();
    await new Promise<void>((resolve) => host.#server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  offer(path: string, content: string | Buffer): Digest {
    const file = Buffer.from(content);
    this.#files.set(path, file);
    return `sha256:${createHash("sha256").update(file).digest("hex")}`;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A tool of the module `kwok` that is asked for its version with `--version`. */
export function fakeTool(name: ToolName, source?: { url: string; digest: Digest; member?: string }): Tool {
  const { url, digest, member } = source ?? {};
  return {
    name,
    version: "0.8.0",
    accepts: "0.8.x",
    probe: { kind: "ask", arguments: ["--version"] },
    build: { module: "kwok", package: `example.org/cmd/${name}` },
    ...(url &&
      digest && {
        download: {
          url: () => url,
          digests: { [hostPlatform()]: digest },
          ...(member && { member: () => member }),
        },
      }),
  };
}

/** Waits until something is true; the test's own time limit ends the wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}
