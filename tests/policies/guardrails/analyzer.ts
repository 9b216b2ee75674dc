import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import type * as messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import { stringify } from "yaml";

const require = createRequire(import.meta.url);
const proto = require("@pulumi/pulumi/proto/analyzer_pb.js") as typeof messages;
const { AnalyzerClient: Client } = require("@pulumi/pulumi/proto/analyzer_grpc_pb.js") as {
  AnalyzerClient: typeof AnalyzerClient;
};
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(value: object): never };
};

const PACK = path.resolve(import.meta.dirname, "../../../policies/guardrails/pack");

/** What the engine sends for a value that it does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the engine sends for a value that is secret. */
export function secret(value: unknown): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** What the engine sends for a text that stands for a file. */
export function asset(text: string): object {
  return { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text };
}

/** A resource as the engine hands it to a policy. */
export interface Resource {
  readonly type: string;
  readonly props?: object;
  readonly name?: string;
  readonly stack?: string;
  readonly protect?: boolean;
  /** Name of its provider; null for one that has none. */
  readonly provider?: string | null;
  /** As the engine or a recorder gives it; otherwise made up of the rest. */
  readonly urn?: string;
}

export interface Violation {
  readonly rule: string;
  readonly message: string;
  readonly level: number;
  readonly urn: string;
}

/** The pack as the engine runs it: a process of its own that answers on a port. */
export class Analyzer {
  readonly #child: ChildProcess;
  readonly #client: AnalyzerClient;
  readonly #folder: string;

  private constructor(child: ChildProcess, client: AnalyzerClient, folder: string) {
    this.#child = child;
    this.#client = client;
    this.#folder = folder;
  }

  /** @param config What stands in `guardrails.yaml`, or in `file`; a text is written as it is. */
  static async start(config?: object | string, file?: string): Promise<Analyzer> {
    const folder = mkdtempSync(path.join(tmpdir(), "archipelago-guardrails-"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: acme\nruntime: nodejs\n");
    if (config !== undefined) {
      const text = typeof config === "string" ? config : stringify(config);
      writeFileSync(path.join(folder, file ?? "guardrails.yaml"), text);
    }
    const env = { ...process.env, GUARDRAILS_PROFILE: file };
    // The address is that of the engine, which the pack has no use for.
    const child = spawn(PACK, ["127.0.0.1:1"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
    const port = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once("line", resolve);
      child.once("exit", (code) => {
        reject(new Error(`the pack ended with ${String(code)}`));
      });
    });
    return new Analyzer(child, new Client(`127.0.0.1:${port}`, credentials.createInsecure()), folder);
  }

  stop(): void {
    this.#client.close();
    this.#child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What the pack says of one resource before it is made. */
  analyze(resource: Resource): Promise<Violation[]> {
    const request = new proto.AnalyzeRequest();
    const { urn, name, provider } = identityOf(resource);
    request.setType(resource.type);
    request.setUrn(urn);
    request.setName(name);
    request.setProperties(Struct.fromJavaScript(resource.props ?? {}));
    request.setOptions(optionsOf(resource));
    if (provider !== undefined) request.setProvider(provider);
    return this.#call((done) => this.#client.analyze(request, done));
  }

  /** What the pack says of all resources when they are made: their props are their outputs. */
  analyzeStack(resources: readonly Resource[]): Promise<Violation[]> {
    const request = new proto.AnalyzeStackRequest();
    for (const resource of resources) {
      const { urn, name, provider } = identityOf(resource);
      const member = new proto.AnalyzerResource();
      member.setType(resource.type);
      member.setUrn(urn);
      member.setName(name);
      member.setProperties(Struct.fromJavaScript(resource.props ?? {}));
      member.setOptions(optionsOf(resource));
      if (provider !== undefined) member.setProvider(provider);
      request.addResources(member);
    }
    return this.#call((done) => this.#client.analyzeStack(request, done));
  }

  /** Tags of the stack, as a backend that has any gives them. */
  async tag(tags: Readonly<Record<string, string>>): Promise<void> {
    const request = new proto.AnalyzerStackConfigureRequest();
    for (const [key, value] of Object.entries(tags)) request.getTagsMap().set(key, value);
    await new Promise<void>((resolve, reject) => {
      this.#client.configureStack(request, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  #call(
    start: (done: (error: ServiceError | null, response: messages.AnalyzeResponse) => void) => void,
  ): Promise<Violation[]> {
    return new Promise((resolve, reject) => {
      start((error, response) => {
        if (error !== null) {
          reject(error);
          return;
        }
        resolve(
          response.getDiagnosticsList().map((each) => ({
            rule: each.getPolicyname(),
            // The SDK puts the description of the policy before what it says.
            message: each.getMessage().slice(each.getMessage().indexOf("\n") + 1),
            level: each.getEnforcementlevel(),
            urn: each.getUrn(),
          })),
        );
      });
    });
  }
}

/** The level of a violation that stops an update. */
export const MANDATORY = proto.EnforcementLevel.MANDATORY;

function identityOf({ type, name = "it", stack = "dev", provider = "explicit", urn }: Resource) {
  const packageName = type.slice(0, type.indexOf(":"));
  const none = provider === null || packageName === "pulumi" || packageName === "archipelago";
  return {
    name,
    urn: urn ?? `urn:pulumi:${stack}::acme::${type}::${name}`,
    provider: none ? undefined : providerOf(packageName, provider, stack),
  };
}

function providerOf(packageName: string, name: string, stack: string): messages.AnalyzerProviderResource {
  const provider = new proto.AnalyzerProviderResource();
  provider.setType(`pulumi:providers:${packageName}`);
  provider.setUrn(`urn:pulumi:${stack}::acme::pulumi:providers:${packageName}::${name}`);
  provider.setName(name);
  provider.setProperties(Struct.fromJavaScript({}));
  return provider;
}

function optionsOf({ protect = false }: Resource): messages.AnalyzerResourceOptions {
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(protect);
  return options;
}
