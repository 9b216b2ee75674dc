import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";

/* A policy pack as the engine runs it: a process of its own that answers on a port, and what goes over the wire. */

const ROOT = path.resolve(import.meta.dirname, "../..");

/** What the engine sends for a value that it does not know yet: sdk/go/common/resource/plugin. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What the engine sends for a value that is secret. */
export function secret(value: unknown): object {
  return { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value };
}

/** What the engine sends for a text that stands for a file. */
export function asset(text: string): object {
  return { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text };
}

/** The level of a violation that stops an update. */
export const MANDATORY = messages.EnforcementLevel.MANDATORY;

export type AnalyzerClient = InstanceType<typeof services.AnalyzerClient>;
type Response = InstanceType<typeof messages.AnalyzeResponse>;
export type Diagnostic = ReturnType<Response["getDiagnosticsList"]>[number];

export interface PackProcess {
  readonly client: AnalyzerClient;
  readonly stop: () => void;
}

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Where the caller of the engine would stand. */
  readonly cwd?: string;
}

/** Starts the program of a pack. The address that it is given is that of the engine, which it has no use for. */
export function startPack(pack: string, surroundings: Surroundings): Promise<PackProcess> {
  return start(path.join(ROOT, "policies", pack, "pack"), ["127.0.0.1:1"], surroundings);
}

/** Starts a pack as the Node host of the engine does when it is named by its folder: through the SDK, in that folder. */
export function startPackFolder(pack: string, { env }: Surroundings): Promise<PackProcess> {
  const host = path.join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
  return start(process.execPath, [host, "127.0.0.1:1", "."], { env, cwd: path.join(ROOT, "policies", pack) });
}

async function start(
  command: string,
  args: string[],
  { env, cwd = ROOT }: Surroundings,
): Promise<PackProcess> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => {
      reject(new Error(`The pack ended with ${String(code)} before it told its port.`));
    });
  });
  const client = new services.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    client,
    stop: () => {
      client.close();
      child.kill();
    },
  };
}

/** What a pack answers to one call. */
export function diagnosticsOf(
  call: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error) reject(error);
      else resolve(response.getDiagnosticsList());
    });
  });
}
