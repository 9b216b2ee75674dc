import struct from "google-protobuf/google/protobuf/struct_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import {
  diagnosticsOf,
  MANDATORY,
  startPack,
  startPackFolder,
  type Diagnostic,
  type PackProcess,
} from "./pack-process.ts";

/** A resource as the engine hands it to a pack. */
export interface AnalyzedResource {
  readonly type: string;
  readonly name: string;
  readonly props: object;
  /** As a recorder gives it; otherwise made up of the rest. */
  readonly urn?: string;
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

/** A pack that is asked about whole stacks: the same server, the same messages, the same levels as with the engine. */
export class Analyzer {
  readonly #pack: PackProcess;

  private constructor(pack: PackProcess) {
    this.#pack = pack;
  }

  /** @param cwd Where the caller of the engine would stand. */
  static async start(pack: string, env: NodeJS.ProcessEnv, cwd?: string): Promise<Analyzer> {
    return new Analyzer(await startPack(pack, { env, ...(cwd === undefined ? {} : { cwd }) }));
  }

  static async startFolder(pack: string, env: NodeJS.ProcessEnv): Promise<Analyzer> {
    return new Analyzer(await startPackFolder(pack, { env }));
  }

  stop(): void {
    this.#pack.stop();
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
    return violationsOf(await diagnosticsOf((done) => this.#pack.client.analyze(request, done)), urn);
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
    return violationsOf(await diagnosticsOf((done) => this.#pack.client.analyzeStack(request, done)), "");
  }
}

export function urnOf(
  { type, name, parent, urn }: AnalyzedResource,
  all: readonly AnalyzedResource[],
): string {
  if (urn !== undefined) return urn;
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

function violationsOf(diagnostics: readonly Diagnostic[], urn: string): Violation[] {
  return diagnostics.map((diagnostic) => ({
    urn: diagnostic.getUrn() || urn,
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    mandatory: diagnostic.getEnforcementlevel() === MANDATORY,
  }));
}
