import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { TSIG } from "../../../fleet/platform/external-dns.ts";
import { ensureBind } from "../../../tools/bind.ts";
import { until } from "../until.ts";
import { lastingPorts, Program } from "./program.ts";

/** What a name is answered with. */
export interface Answered {
  /** In order. */
  readonly values: readonly string[];
  /** Seconds; unset if there is no answer. */
  readonly ttl: number | undefined;
}

/** A real BIND on loopback with one zone, which takes updates and transfers of whoever has its key. */
export class Bind {
  /** `127.0.0.1:<port>` */
  readonly server: string;
  /** The secret of its key; the key's name and algorithm are those that the program signs with. */
  readonly secret: string;
  readonly #program: Program;
  readonly #dig: (args: readonly string[]) => Promise<string>;

  private constructor(server: string, secret: string, program: Program, dig: Bind["dig"]) {
    this.server = server;
    this.secret = secret;
    this.#program = program;
    this.#dig = dig;
  }

  /** @param folder For its configuration and its zone. */
  static async start(folder: string, zone: string): Promise<Bind> {
    const { files, env } = await ensureBind();
    const [port] = await lastingPorts(1);
    const secret = randomBytes(32).toString("base64");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "zone"), emptyZone(zone));
    const config = path.join(folder, "named.conf");
    writeFileSync(config, configuration(folder, zone, Number(port), secret), { mode: 0o600 });
    const environment = { ...process.env, ...env };
    const log = path.join(folder, "named.log");
    const program = new Program("named", files.named, ["-g", "-c", config], {
      env: environment,
      log,
      cwd: folder,
    });
    const dig = async (args: readonly string[]) => {
      const where = ["@127.0.0.1", "-p", `${port}`, "+time=2", "+tries=1"];
      const { stdout } = await promisify(execFile)(files.dig, [...where, ...args], { env: environment });
      return stdout;
    };
    const bind = new Bind(`127.0.0.1:${port}`, secret, program, dig);
    await until(
      () => {
        program.assertAlive();
        return dig(["+short", zone, "SOA"]).catch((error: unknown) => String(error));
      },
      (answer) => answer.startsWith("ns."),
      20,
    );
    return bind;
  }

  dig(args: readonly string[]): Promise<string> {
    return this.#dig(args);
  }

  /** As `dig` shows it. */
  async answers(name: string, type = "A"): Promise<Answered> {
    const lines = (await this.dig(["+noall", "+answer", name, type])).split("\n").filter(Boolean);
    const records = lines.map((line) => line.split(/\s+/));
    const [first] = records;
    return {
      values: records.map((fields) => fields[4] ?? "").sort(),
      ttl: first === undefined ? undefined : Number(first[1]),
    };
  }

  /** Asks for a name every 100 ms until it is told to stop. */
  watch(name: string): Watch {
    return new Watch(name, this.server);
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

/** A client that asks again and again, and remembers when it got no answer. */
export class Watch {
  asked = 0;
  /** When it got none, and why. */
  readonly gaps: string[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(name: string, server: string) {
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([server]);
    this.#timer = setInterval(() => {
      resolver.resolve4(name).then(
        () => this.asked++,
        (error: unknown) => this.gaps.push(`${new Date().toISOString()} ${String(error)}`),
      );
    }, 100);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function configuration(folder: string, zone: string, port: number, secret: string): string {
  return `
key "${TSIG.keyName}" { algorithm ${TSIG.algorithm}; secret "${secret}"; };
options {
  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key"; lock-file none;
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no;
  allow-query { 127.0.0.0/8; }; allow-transfer { none; };
};
controls { };
zone "${zone}" {
  type primary; file "${folder}/zone";
  allow-update { key "${TSIG.keyName}"; }; allow-transfer { key "${TSIG.keyName}"; };
};
`;
}

function emptyZone(zone: string): string {
  return `$TTL 60
@ IN SOA ns.${zone}. hostmaster.${zone}. 1 3600 600 86400 5
@ IN NS ns.${zone}.
ns IN A 127.0.0.1
`;
}
