import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  readFileSync,
  readdirSync,
  existsSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { locateToolchain } from "../../tools/toolchain.ts";
import { clusterProcessesIn, commandLineOf } from "./engine-processes.ts";
import type { ClusterProcess } from "../../components/cluster/kwok/processes.ts";

/** The project that is tested. */
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** What the program consists of; a bed gets a copy, so that what a test does to it stays with the test. */
const PROGRAM = [
  "package.json",
  "Pulumi.yaml",
  "index.ts",
  "stacks",
  "components",
  "fleet",
  "cli",
  "policies",
  "guardrails.yaml",
  "tools",
  "examples",
];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A copy of the project in a folder of its own, with a declaration of its own, on which the real engine brings up
 * real API servers. Nothing of the user's own fleet is touched.
 */
export class Bed {
  readonly root: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(root: string, env: NodeJS.ProcessEnv) {
    this.root = root;
    this.#env = env;
  }

  /** @param programs Folders in which programs are looked for, before all others. */
  static async create(
    declaration?: string,
    env: NodeJS.ProcessEnv = {},
    programs: readonly string[] = [],
  ): Promise<Bed> {
    const { toolchain, missing } = await locateToolchain();
    if (toolchain === undefined) throw new Error(`The bed needs ${missing.join(", ")}: npm run tools`);
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), "archipelago-bed-")));
    for (const part of PROGRAM) cpSync(path.join(PROJECT, part), path.join(root, part), { recursive: true });
    for (const file of readdirSync(path.join(root, "stacks"))) {
      if (file.startsWith("Pulumi.")) rmSync(path.join(root, "stacks", file));
    }
    symlinkSync(path.join(PROJECT, "node_modules"), path.join(root, "node_modules"));
    const bed = new Bed(root, {
      ...process.env,
      PATH: [...programs, toolchain.binDir, path.dirname(process.execPath), process.env.PATH].join(
        path.delimiter,
      ),
      ...env,
    });
    bed.declare(declaration ?? readFileSync(path.join(PROJECT, "fleet.yaml"), "utf8"));
    return bed;
  }

  declare(declaration: string): void {
    this.write("fleet.yaml", declaration);
  }

  /** Writes a file of the bed's project, and the folders it is in. */
  write(file: string, text: string): void {
    const target = path.join(this.root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text, { mode: 0o600 });
  }

  /** Runs `fleet` to its end, whatever that is. */
  fleet(...args: string[]): Promise<Finished> {
    return this.run(process.execPath, ["cli/fleet.ts", ...args]);
  }

  /** Runs `fleet`, and fails with what it printed unless it succeeds. */
  async succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.fleet(...args);
    if (code !== 0)
      throw new Error(`fleet ${args.join(" ")} ended with ${String(code)}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Runs the plain CLI of Pulumi, as `eval "$(npx fleet env)"` sets it up. */
  pulumi(...args: string[]): Promise<Finished> {
    return this.run("pulumi", args, this.plainEnvironment);
  }

  /** What `fleet env` prints, but for KUBECONFIG: a test may have a bad one around. */
  get plainEnvironment(): NodeJS.ProcessEnv {
    const local = path.join(this.root, ".archipelago");
    return {
      PULUMI_CONFIG_PASSPHRASE_FILE: path.join(local, "passphrase"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_COMPILE_CACHE: path.join(local, "compile-cache"),
    };
  }

  /** Runs kubectl against a cluster of the bed, by its name. */
  async kubectl(cluster: string, ...args: string[]): Promise<string> {
    return this.#kubectl("--kubeconfig", await this.kubeconfigOf(cluster), ...args);
  }

  /** A kubeconfig file for one cluster of the bed. It stays when the cluster is removed from the declaration. */
  async kubeconfigOf(cluster: string): Promise<string> {
    const file = path.join(this.root, `kubeconfig-${cluster}`);
    if (!existsSync(file)) {
      await this.succeed("kubeconfig");
      const all = path.join(this.root, ".archipelago", "kubeconfig");
      const view = ["config", "view", "--raw", "--minify", "--flatten"];
      const text = await this.#kubectl("--kubeconfig", all, "--context", cluster, ...view);
      writeFileSync(file, text, { mode: 0o600 });
    }
    return file;
  }

  async #kubectl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run("kubectl", args);
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, ["cli/fleet.ts", ...args], {
      cwd: this.root,
      env: this.#env,
      stdio: "ignore",
    });
  }

  run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return new Promise((resolve) => {
      const options = { cwd: this.root, env: { ...this.#env, ...env }, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(command, args, options, (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      });
    });
  }

  /** Every process of the bed's clusters. */
  processes(): ClusterProcess[] {
    return clusterProcessesIn(this.root);
  }

  /** The processes of the API servers of one of its clusters. */
  apiServersOf(cluster: string): number[] {
    return this.processes()
      .filter(
        ({ pid, program }) =>
          program === "kube-apiserver" && commandLineOf(pid)[0]?.includes(`-${cluster}/`) === true,
      )
      .map(({ pid }) => pid);
  }

  /** Takes everything down and removes the folder. */
  async destroy(): Promise<void> {
    await this.fleet("destroy", "--environment", "local", "--yes");
    for (const { pid } of this.processes()) process.kill(pid, "SIGKILL");
    rmSync(this.root, { recursive: true, force: true });
  }
}
