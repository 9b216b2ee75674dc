import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import { stringify } from "yaml";
import { diagnosticsOf, startPack, type Diagnostic, type PackProcess } from "../pack-process.ts";

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

/** The pack, asked about one resource at a time. */
export class Analyzer {
  readonly #pack: PackProcess;
  readonly #folder: string;

  private constructor(pack: PackProcess, folder: string) {
    this.#pack = pack;
    this.#folder = folder;
  }

  /**
   * @param config What stands in `guardrails.yaml`, or in `file`; a text is written as it is.
   * @param prepare Puts more into the folder of the project before the pack starts there.
   */
  static async start(
    config?: object | string,
    file?: string,
    prepare: (folder: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<Analyzer> {
    const folder = mkdtempSync(path.join(tmpdir(), "archipelago-guardrails-"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: acme\nruntime: nodejs\n");
    if (config !== undefined) {
      const text = typeof config === "string" ? config : stringify(config);
      writeFileSync(path.join(folder, file ?? "guardrails.yaml"), text);
    }
    await prepare(folder);
    const env = { GUARDRAILS_PROFILE: file };
    return new Analyzer(await startPack("guardrails", { env, cwd: folder }), folder);
  }

  stop(): void {
    this.#pack.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What the pack says of one resource before it is made. */
  async analyze(resource: Resource): Promise<Violation[]> {
    const request = new proto.AnalyzeRequest();
    const { urn, name, provider } = identityOf(resource);
    request.setType(resource.type);
    request.setUrn(urn);
    request.setName(name);
    request.setProperties(
      struct.Struct.fromJavaScript((resource.props ?? {}) as Record<string, struct.JavaScriptValue>),
    );
    request.setOptions(optionsOf(resource));
    if (provider !== undefined) request.setProvider(provider);
    return (await diagnosticsOf((done) => this.#pack.client.analyze(request, done))).map(violationOf);
  }

  /** What the pack says of all resources when they are made: their props are their outputs. */
  async analyzeStack(resources: readonly Resource[]): Promise<Violation[]> {
    const request = new proto.AnalyzeStackRequest();
    for (const resource of resources) {
      const { urn, name, provider } = identityOf(resource);
      const member = new proto.AnalyzerResource();
      member.setType(resource.type);
      member.setUrn(urn);
      member.setName(name);
      member.setProperties(
        struct.Struct.fromJavaScript((resource.props ?? {}) as Record<string, struct.JavaScriptValue>),
      );
      member.setOptions(optionsOf(resource));
      if (provider !== undefined) member.setProvider(provider);
      request.addResources(member);
    }
    return (await diagnosticsOf((done) => this.#pack.client.analyzeStack(request, done))).map(violationOf);
  }

  /** Tags of the stack, as a backend that has any gives them. */
  async tag(tags: Readonly<Record<string, string>>): Promise<void> {
    const request = new proto.AnalyzerStackConfigureRequest();
    for (const [key, value] of Object.entries(tags)) request.getTagsMap().set(key, value);
    await new Promise<void>((resolve, reject) => {
      this.#pack.client.configureStack(request, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

function violationOf(diagnostic: Diagnostic): Violation {
  const message = diagnostic.getMessage();
  return {
    rule: diagnostic.getPolicyname(),
    // The SDK puts the description of the policy before what it says.
    message: message.slice(message.indexOf("\n") + 1),
    level: diagnostic.getEnforcementlevel(),
    urn: diagnostic.getUrn(),
  };
}

function identityOf({ type, name = "it", stack = "dev", provider = "explicit", urn }: Resource) {
  const packageName = type.slice(0, type.indexOf(":"));
  const none = provider === null || packageName === "pulumi" || packageName === "archipelago";
  return {
    name,
    urn: urn ?? `urn:pulumi:${stack}::acme::${type}::${name}`,
    provider: none ? undefined : providerOf(packageName, provider, stack),
  };
}

function providerOf(
  packageName: string,
  name: string,
  stack: string,
): InstanceType<typeof proto.AnalyzerProviderResource> {
  const provider = new proto.AnalyzerProviderResource();
  provider.setType(`pulumi:providers:${packageName}`);
  provider.setUrn(`urn:pulumi:${stack}::acme::pulumi:providers:${packageName}::${name}`);
  provider.setName(name);
  provider.setProperties(struct.Struct.fromJavaScript({}));
  return provider;
}

function optionsOf({ protect = false }: Resource): InstanceType<typeof proto.AnalyzerResourceOptions> {
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(protect);
  return options;
}
