import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import grpc from "@grpc/grpc-js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import services from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";

/** What the engine writes for a value that it does not know: sdk/go/common/resource/plugin. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A resource as the engine hands it to a pack. */
export interface AnalyzedResource {
  readonly type: string;
  readonly name: string;
  readonly props: object;
  /** Name of a provider among the resources. */
  readonly provider?: string;
  readonly parent?: string;
  /** Names of resources that an input depends on. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

export interface Violation {
  readonly urn: string;
  readonly policy: string;
  readonly message: string;
  readonly mandatory: boolean;
}

/** A pack as a process, spoken to as the engine does: the same server, the same messages, the same levels. */
export class Analyzer {
  readonly #process: ChildProcess;
  readonly #client: InstanceType<typeof services.AnalyzerClient>;

  private constructor(process: ChildProcess, client: InstanceType<typeof services.AnalyzerClient>) {
    this.#process = process;
    this.#client = client;
  }

  /** @param cwd Where the caller of the engine would stand. */
  static start(pack: string, env: NodeJS.ProcessEnv, cwd = ROOT): Promise<Analyzer> {
    return Analyzer.#start(path.join(ROOT, "policies", pack, "pack"), ["127.0.0.1:1"], env, cwd);
  }

  /** As the Node host of the engine starts a pack that is named by its folder: through the SDK, in that folder. */
  static startFolder(pack: string, env: NodeJS.ProcessEnv): Promise<Analyzer> {
    const host = path.join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
    return Analyzer.#start(
      process.execPath,
      [host, "127.0.0.1:1", "."],
      env,
      path.join(ROOT, "policies", pack),
    );
  }

  static async #start(
    command: string,
    args: string[],
    env: NodeJS.ProcessEnv,
    cwd: string,
  ): Promise<Analyzer> {
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
    const credentials = grpc.credentials.createInsecure();
    return new Analyzer(child, new services.AnalyzerClient(`127.0.0.1:${port}`, credentials));
  }

  stop(): void {
    this.#client.close();
    this.#process.kill();
  }

  /** Everything that the pack says of a stack: of each resource as it comes, and of all together. */
  async violations(resources: readonly AnalyzedResource[]): Promise<Violation[]> {
    const found: Violation[] = [];
    for (const resource of resources) found.push(...(await this.#analyze(resource, resources)));
    found.push(...(await this.#analyzeStack(resources)));
    return found;
  }

  async #analyze(resource: AnalyzedResource, all: readonly AnalyzedResource[]): Promise<Violation[]> {
    const request = new messages.AnalyzeRequest();
    fill(request, resource, all);
    const urn = urnOf(resource, all);
    return violationsOf(await call((done) => this.#client.analyze(request, done)), urn);
  }

  async #analyzeStack(all: readonly AnalyzedResource[]): Promise<Violation[]> {
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(
      all.map((resource) => {
        const analyzed = new messages.AnalyzerResource();
        fill(analyzed, resource, all);
        const dependencies = analyzed.getPropertydependenciesMap();
        for (const [property, names] of Object.entries(resource.dependencies ?? {})) {
          const list = new messages.AnalyzerPropertyDependencies();
          list.setUrnsList(names.map((name) => urnOf(named(name, all), all)));
          dependencies.set(property, list);
        }
        if (resource.parent !== undefined) analyzed.setParent(urnOf(named(resource.parent, all), all));
        return analyzed;
      }),
    );
    return violationsOf(await call((done) => this.#client.analyzeStack(request, done)), "");
  }
}

export function urnOf({ type, name, parent }: AnalyzedResource, all: readonly AnalyzedResource[]): string {
  const above = parent === undefined ? "" : `${named(parent, all).type}$`;
  return `urn:pulumi:prod::shop::${above}${type}::${name}`;
}

function named(name: string, all: readonly AnalyzedResource[]): AnalyzedResource {
  const found = all.find((resource) => resource.name === name);
  if (found === undefined)
    throw new Error(`No resource ${name} among ${all.map((each) => each.name).join(", ")}`);
  return found;
}

function fill(
  request: InstanceType<typeof messages.AnalyzeRequest> | InstanceType<typeof messages.AnalyzerResource>,
  resource: AnalyzedResource,
  all: readonly AnalyzedResource[],
): void {
  request.setType(resource.type);
  request.setName(resource.name);
  request.setUrn(urnOf(resource, all));
  request.setProperties(
    struct.Struct.fromJavaScript(resource.props as Record<string, struct.JavaScriptValue>),
  );
  request.setOptions(new messages.AnalyzerResourceOptions());
  if (resource.provider === undefined) return;
  const declared = named(resource.provider, all);
  const provider = new messages.AnalyzerProviderResource();
  provider.setType(declared.type);
  provider.setName(declared.name);
  provider.setUrn(urnOf(declared, all));
  provider.setProperties(
    struct.Struct.fromJavaScript(declared.props as Record<string, struct.JavaScriptValue>),
  );
  request.setProvider(provider);
}

type Response = InstanceType<typeof messages.AnalyzeResponse>;

function call(
  start: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

function violationsOf(response: Response, urn: string): Violation[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    urn: diagnostic.getUrn() || urn,
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    mandatory: diagnostic.getEnforcementlevel() === messages.EnforcementLevel.MANDATORY,
  }));
}
