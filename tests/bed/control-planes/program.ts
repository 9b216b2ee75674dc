import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** Nothing outlives the tests. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A controller as a process of its own, with a log file. */
export class Program {
  readonly name: string;
  /** That it runs no more, by itself or not. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #log: string;

  constructor(
    name: string,
    file: string,
    args: readonly string[],
    { env, log, cwd }: { env: NodeJS.ProcessEnv; log: string; cwd: string },
  ) {
    this.name = name;
    this.#log = log;
    this.#child = spawn(file, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    const stream = createWriteStream(log);
    this.#child.stdout?.pipe(stream, { end: false });
    this.#child.stderr?.pipe(stream, { end: false });
    running.add(this.#child);
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", () => {
        running.delete(this.#child);
        resolve();
      });
    });
  }

  get log(): string {
    return readFileSync(this.#log, "utf8");
  }

  /** @throws with the end of its log, if it has ended by itself. */
  assertAlive(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      throw new Error(`${this.name} has ended:\n${this.log.slice(-4000)}`);
  }

  /** It does nothing more until it is let on. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** A controller that is started again whenever it ends. */
export class RestartedProgram {
  #starts = 0;
  #stopped = false;
  #program: Program;

  /** @param start Called with 0, 1, …; each needs a log file of its own. */
  constructor(start: (count: number) => Program) {
    this.#program = start(this.#starts++);
    void this.#watch(start);
  }

  /** How often it has been started. */
  get starts(): number {
    return this.#starts;
  }

  /** Of the one that runs now. */
  get log(): string {
    return this.#program.log;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#program.stop();
  }

  async #watch(start: (count: number) => Program): Promise<void> {
    for (;;) {
      await this.#program.ended;
      await sleep(500);
      if (this.#stopped) return;
      this.#program = start(this.#starts++);
    }
  }
}

/** Ports on loopback that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Ports on loopback for a whole test, also for programs that start late or again: below those that the system gives to
 * every connection that asks for none (32768 and up on Linux), among which a free one may be taken a moment later.
 */
export async function lastingPorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = 10_000 + Math.floor(Math.random() * 9_000);
    if (!found.includes(port) && (await isFree(port))) found.push(port);
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
