import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CONTROLLER_ENVIRONMENT } from "../../../fleet/platform/argocd.ts";
import { ensureRedis } from "../../../tools/redis.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { until } from "../until.ts";
import { freePorts, Program } from "./program.ts";

/** Fast enough for a test; everything else is as the program sets it. */
const HASTE = { ARGOCD_RECONCILIATION_TIMEOUT: "5s", ARGOCD_RECONCILIATION_JITTER: "0s" };

/** The real Argo CD of a hub: its server, repository server, controllers and Redis, as processes beside the cluster. */
export class ArgoCd {
  readonly #programs: Program[];

  private constructor(programs: Program[]) {
    this.#programs = programs;
  }

  /**
   * Starts it against a cluster of the bed, on which the program has put Argo CD's API and settings.
   * @param kustomize Whether its repository server finds kustomize.
   */
  static async start(bed: Bed, hub: string, { kustomize = false } = {}): Promise<ArgoCd> {
    const tools = kustomize ? (["argocd", "kustomize"] as const) : (["argocd"] as const);
    const { toolchain } = await locateToolchain({ tools });
    if (toolchain === undefined) throw new Error(`Argo CD is missing: npm run tools -- ${tools.join(" ")}`);
    const folder = path.join(bed.root, "argocd");
    const home = path.join(folder, "home");
    for (const name of ["home", "tls", "ssh", "plugins", "tmp", "redis"])
      mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, "ssh", "ssh_known_hosts"), "");
    const [redis, repo, repoMetrics, controller, sets, probe, webhook, server, serverMetrics] =
      await freePorts(9);
    const password = randomBytes(12).toString("hex");
    const env = {
      ...process.env,
      KUBECONFIG: await bed.kubeconfigOf(hub),
      // It would look for a pod's service account, and never at KUBECONFIG.
      ARGOCD_FAKE_IN_CLUSTER: "true",
      ARGOCD_GPG_ENABLED: "false",
      ARGOCD_TLS_DATA_PATH: path.join(folder, "tls"),
      ARGOCD_SSH_DATA_PATH: path.join(folder, "ssh"),
      ARGOCD_ASK_PASS_SOCK: path.join(folder, "askpass.sock"),
      ARGOCD_PLUGINSOCKFILEPATH: path.join(folder, "plugins"),
      TMPDIR: path.join(folder, "tmp"),
      REDIS_PASSWORD: password,
      ...CONTROLLER_ENVIRONMENT,
      ...HASTE,
    };
    const part = (role: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
      new Program(role, toolchain.paths.argocd, args, {
        env: { ...env, ARGOCD_BINARY_NAME: role, ...more },
        log: path.join(folder, `${role}.log`),
        cwd: folder,
      });
    const toRepo = ["--repo-server", `127.0.0.1:${repo}`, "--repo-server-plaintext"];
    const toRedis = ["--redis", `127.0.0.1:${redis}`];
    const programs = [
      await startRedis(folder, Number(redis), password),
      // It makes argocd-secret, without which no controller starts.
      part("argocd-server", [
        ...["--insecure", "--address", "127.0.0.1", "--port", `${server}`, "--disable-auth"],
        ...["--metrics-address", "127.0.0.1", "--metrics-port", `${serverMetrics}`],
        ...["-n", "argocd", ...toRedis, ...toRepo],
      ]),
      part(
        "argocd-repo-server",
        [
          ...["--address", "127.0.0.1", "--port", `${repo}`, "--disable-tls"],
          ...["--metrics-address", "127.0.0.1", "--metrics-port", `${repoMetrics}`, ...toRedis],
        ],
        { HOME: home, PATH: [toolchain.binDir, process.env.PATH].join(path.delimiter) },
      ),
    ];
    const argocd = new ArgoCd(programs);
    await until(
      () => bed.kubectl(hub, "get", "secret", "argocd-secret", "-n", "argocd", "-o", "json"),
      (keys) => keys.includes("server.secretkey"),
    ).catch(async (error: unknown) => {
      argocd.assertAlive();
      await argocd.stop();
      throw error;
    });
    programs.push(
      // Its metrics are on all addresses; no flag changes that.
      part("argocd-application-controller", [
        ...["-n", "argocd", "--metrics-port", `${controller}`, ...toRedis, ...toRepo],
      ]),
      part("argocd-applicationset-controller", [
        ...["-n", "argocd", "--metrics-addr", `127.0.0.1:${sets}`, "--probe-addr", `127.0.0.1:${probe}`],
        ...["--webhook-addr", `127.0.0.1:${webhook}`, "--enable-progressive-syncs"],
        ...["--argocd-repo-server", `127.0.0.1:${repo}`, "--repo-server-plaintext"],
      ]),
    );
    return argocd;
  }

  /** @throws with its log, if one of its parts has ended. */
  assertAlive(): void {
    for (const program of this.#programs) program.assertAlive();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
  }
}

async function startRedis(folder: string, port: number, password: string): Promise<Program> {
  const { file, env } = await ensureRedis();
  const settings = { bind: "127.0.0.1", port, save: '""', appendonly: "no", dir: path.join(folder, "redis") };
  const config = path.join(folder, "redis.conf");
  const lines = Object.entries({ ...settings, requirepass: password }).map((entry) => entry.join(" "));
  writeFileSync(config, lines.join("\n"), { mode: 0o600 });
  const place = { env: { ...process.env, ...env }, log: path.join(folder, "redis.log"), cwd: folder };
  return new Program("redis-server", file, [config], place);
}
