import { UnfinishedError } from "../../../components/cluster/plugin/calls.ts";
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { Faults, type Fault } from "./faults.ts";
import type { CloudFolder, StoredObject } from "./folder.ts";
import { Ledger, type Entry, type Operation } from "./ledger.ts";
import type { Place } from "./place.ts";
import { hasUnknown, textAt, UNKNOWN, valuesAt, type Properties } from "./properties.ts";
import type { Reference, ResourceType, ResourceTypes } from "./resource-type.ts";
import { sdkType } from "./sdk-types.ts";

/** A cloud by its resource types and functions. */
export interface CloudDefinition {
  readonly types: ResourceTypes;
  /** Functions that a program may ask, by token. */
  readonly functions: Readonly<Record<string, (args: Properties, cloud: SimulatedCloud) => Properties>>;
  /** Account and default region, from the provider's configuration; throws if the cloud refuses it. */
  readonly place: (configuration: Properties) => Place;
  /** What every resource has: tags with those of the provider, for one. */
  readonly common: (inputs: Properties, place: Place, configuration: Properties) => Properties;
}

/** A resource as the engine speaks of it. */
export interface Subject {
  readonly type: string;
  /** Name that the program gave to it. */
  readonly name: string;
}

/** What a read tells. */
export interface Reading {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/**
 * Stands in for the control plane of a cloud, behind a provider plugin. What a resource type does is in a table; here is
 * what all of them have in common. Whatever it does can be cut off at any moment and asked again: it starts from what
 * is on the disk.
 */
export class SimulatedCloud {
  readonly folder: CloudFolder;
  readonly ledger: Ledger;
  readonly #definition: CloudDefinition;
  readonly #faults: Faults;
  #configuration: Properties = {};
  #place: Place | undefined;

  constructor(folder: CloudFolder, definition: CloudDefinition) {
    this.folder = folder;
    this.ledger = new Ledger(folder);
    this.#faults = new Faults(folder);
    this.#definition = definition;
  }

  configure(configuration: Properties): void {
    this.#configuration = configuration;
    this.#place = this.#definition.place(configuration);
  }

  /** Account and region that the provider works with. */
  get place(): Place {
    if (this.#place === undefined) throw new Error("the provider is not configured");
    return this.#place;
  }

  check(
    { type, name }: Subject,
    olds: Properties,
    news: Properties,
  ): { inputs: Properties; failures: Failure[] } {
    const { autoName } = this.#typeOf(type);
    const sdk = sdkType(type);
    if (sdk === undefined) throw new Error(`the SDK that is installed has no type ${type}`);
    const named = (key: string) =>
      news[key] ?? olds[key] ?? `${name}-${randomBytes(4).toString("hex").slice(1)}`;
    const inputs = autoName === undefined ? news : { ...news, [autoName]: named(autoName) };
    const missing = sdk.required.filter((key) => inputs[key] === undefined || inputs[key] === null);
    const unexpected = Object.keys(inputs).filter((key) => !sdk.inputs.includes(key) && key !== "__defaults");
    return {
      inputs,
      failures: [
        ...missing.map((property) => ({
          property,
          reason: `Missing required argument. The argument "${property}" is required, but no definition was found.`,
        })),
        ...unexpected.map((property) => ({
          property,
          reason: `Invalid or unknown key. An argument named "${property}" is not expected here.`,
        })),
      ],
    };
  }

  diff({ type }: Subject, olds: Properties, news: Properties): { changed: string[]; replaces: string[] } {
    const { immutable = [], replaces } = this.#typeOf(type);
    const changed = changesBetween(olds, news);
    const stuck = ["region", ...immutable].filter(
      (path) =>
        !isDeepStrictEqual(valuesAt(olds, path), valuesAt(news, path)) && changed.includes(firstOf(path)),
    );
    // A region that is only now written out is the one that the resource is in.
    const moved = (path: string) =>
      path !== "region" || (olds.region ?? this.place.region) !== (news.region ?? this.place.region);
    return {
      changed,
      replaces: [...new Set([...stuck.filter(moved).map(firstOf), ...(replaces?.(olds, news) ?? [])])],
    };
  }

  /** What is known of a resource before it is made. */
  foresee({ type }: Subject, inputs: Properties): Properties {
    const unknown = Object.keys(this.#typeOf(type).computed ?? {}).map((key) => [key, UNKNOWN]);
    return { ...inputs, ...this.#common(type, inputs), ...(Object.fromEntries(unknown) as Properties) };
  }

  async create(subject: Subject, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { type } = subject;
    const place = this.#placeOf(type, inputs);
    return this.#call("create", subject, place, {}, async (fault) => {
      const made = await this.folder.alone(() => this.#make(type, inputs, place));
      this.ledger.write({
        phase: "done",
        operation: "create",
        ...subject,
        region: place.region,
        id: made.id,
      });
      await this.#answer(fault);
      const settled = fault?.fails === "partly" ? made : await this.settle(made);
      const outputs = outputsOf(settled);
      if (fault?.fails === "partly")
        throw new UnfinishedError(fault.message ?? "it did not get ready", made.id, outputs);
      return { id: made.id, outputs };
    });
  }

  async update(subject: Subject, id: string, olds: Properties, news: Properties): Promise<Properties> {
    const { type } = subject;
    const place = this.#placeOf(type, news);
    const changed = changesBetween(olds, news);
    return this.#call("update", subject, place, { id, changed }, async (fault) => {
      const changedObject = await this.folder.alone(() => {
        const object = this.#existing(type, id, place);
        return this.folder.put({
          ...this.#verified(type, { ...object, inputs: news }, object.inputs),
          unsettled: true,
        });
      });
      this.ledger.write({
        phase: "done",
        operation: "update",
        ...subject,
        region: place.region,
        id,
        changed,
      });
      await this.#answer(fault);
      return outputsOf(await this.settle(changedObject));
    });
  }

  /**
   * Nothing if it is gone.
   * @param known Empty for an import, which may call it by another name.
   */
  async read(subject: Subject, id: string, known: Properties): Promise<Reading | undefined> {
    const { type } = subject;
    const { slow, importId } = this.#typeOf(type);
    const place = this.#placeOf(type, known);
    return this.#call("read", subject, place, { id }, async (fault) => {
      await this.#answer(fault);
      const object =
        this.#find(type, id, place) ??
        this.folder.ofType(type).find((one) => isIn(one, place) && importId?.(one) === id);
      if (object === undefined) return undefined;
      const early = slow === true && object.unsettled === true && object.awaited !== true;
      const told = early ? this.folder.put({ ...object, awaited: true }) : await this.settle(object);
      const status = told.unsettled === true ? { status: "CREATING" } : {};
      return { id: told.id, inputs: told.inputs, outputs: { ...outputsOf(told), ...status } };
    });
  }

  async delete(subject: Subject, id: string, inputs: Properties): Promise<void> {
    const { type } = subject;
    const place = this.#placeOf(type, inputs);
    await this.#call("delete", subject, place, { id }, async (fault) => {
      const object = await this.folder.alone(() => {
        const found = this.#find(type, id, place);
        if (found !== undefined) this.#refuseDeletion(found);
        return found;
      });
      if (object !== undefined) {
        const { wind, gone, remains } = this.#typeOf(type);
        await wind?.(object, this.folder);
        await this.folder.alone(() => {
          this.#refuseDeletion(object);
          if (remains === undefined) this.folder.remove(object);
          else this.folder.put(remains(object));
          gone?.(object, this.folder);
        });
        this.ledger.write({ phase: "done", operation: "delete", ...subject, region: place.region, id });
      }
      await this.#answer(fault);
    });
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const ask = this.#definition.functions[token];
    if (ask === undefined) throw new Error(`the simulated cloud has no function ${token}`);
    const region = textAt(args, "region") ?? this.place.region;
    return this.#call("invoke", { type: token, name: "" }, { ...this.place, region }, {}, async (fault) => {
      await this.#answer(fault);
      return ask(args, this);
    });
  }

  /** Carries to its end what was accepted. The cloud does so by itself; here it is done when somebody asks. */
  async settle(object: StoredObject): Promise<StoredObject> {
    const { settle } = this.#typeOf(object.type);
    if (object.unsettled !== true) return object;
    const more = (await settle?.(object, this.folder)) ?? {};
    const { unsettled: _, awaited: __, ...rest } = object;
    const settled = { ...rest, outputs: { ...object.outputs, ...more } };
    return this.folder.alone(() => {
      // It may have been deleted meanwhile.
      return this.folder.find(object.type, object.id) === undefined ? settled : this.folder.put(settled);
    });
  }

  /** Makes a resource that no engine knows of. */
  async plant(
    type: string,
    inputs: Properties,
    madeBy: "cloud" | "stranger" = "stranger",
  ): Promise<StoredObject> {
    const made = await this.folder.alone(() => this.#make(type, inputs, this.#placeOf(type, inputs), madeBy));
    return this.settle(made);
  }

  #make(
    type: string,
    inputs: Properties,
    place: Place,
    madeBy: StoredObject["madeBy"] = "engine",
  ): StoredObject {
    const { id, unique, taken } = this.#typeOf(type);
    const name = unique?.(inputs);
    const twin = this.folder
      .ofType(type)
      .find((object) => isIn(object, place) && name !== undefined && unique?.(object.inputs) === name);
    if (twin !== undefined) throw new Error(taken?.(inputs) ?? `${type} ${String(name)} already exists`);
    const object = { type, id: id({ inputs, place }), place, inputs, outputs: {}, madeBy };
    return this.folder.put({ ...this.#verified(type, object), unsettled: true });
  }

  /** With the outputs that follow from its inputs. */
  #verified(type: string, object: StoredObject, before?: Properties): StoredObject {
    const { computed = {}, references = [], objection } = this.#typeOf(type);
    const objections = [
      ...references.flatMap((reference) => this.#missing(reference, object)),
      ...[objection?.(object, this.folder, before) ?? []].flat(),
    ];
    if (objections[0] !== undefined) throw new Error(objections[0]);
    const told = Object.entries(computed).map(([key, tell]) => [key, tell(object)]);
    const outputs = {
      ...object.outputs,
      ...this.#common(type, object.inputs),
      ...(Object.fromEntries(told) as Properties),
    };
    return { ...object, outputs };
  }

  #missing({ path, to, by, foreign, missing }: Reference, { inputs, place }: StoredObject): string[] {
    return valuesAt(inputs, path).flatMap((value) => {
      const name = String(value);
      if (foreign?.(name) === true) return [];
      const others = to.flatMap((type) => this.folder.ofType(type));
      const found = others.some((other) => isVisible(other, place) && keyOf(other, by) === name);
      return found ? [] : [missing(name)];
    });
  }

  #refuseDeletion(object: StoredObject): void {
    const { inUse, objectionToDelete } = this.#typeOf(object.type);
    const objection = objectionToDelete?.(object, this.folder);
    if (objection !== undefined) throw new Error(objection);
    if (inUse !== undefined && this.users(object).length > 0) throw new Error(inUse(object));
  }

  /** Resources for which another one must not be deleted. */
  users(object: StoredObject): StoredObject[] {
    return this.folder.all().filter(({ type, inputs, place }) => {
      const references = this.#definition.types[type]?.references ?? [];
      return references.some(
        ({ path, to, by, loose }) =>
          loose !== true &&
          to.includes(object.type) &&
          isVisible(object, place) &&
          valuesAt(inputs, path).includes(keyOf(object, by)),
      );
    });
  }

  #find(type: string, id: string, place: Place): StoredObject | undefined {
    return this.folder.ofType(type).find((object) => object.id === id && isIn(object, place));
  }

  #existing(type: string, id: string, place: Place): StoredObject {
    const object = this.#find(type, id, place);
    if (object === undefined) throw new Error(`NotFound: ${type} ${id} does not exist in ${place.region}`);
    return object;
  }

  #common(type: string, inputs: Properties): Properties {
    return this.#definition.common(inputs, this.#placeOf(type, inputs), this.#configuration);
  }

  #placeOf(type: string, inputs: Properties): Place {
    if (this.#typeOf(type).global === true) return { ...this.place, region: "global" };
    const region = textAt(inputs, "region") ?? textAt(inputs, "location") ?? this.place.region;
    return { ...this.place, region };
  }

  #typeOf(type: string): ResourceType {
    const found = this.#definition.types[type];
    if (found === undefined) throw new Error(`the simulated cloud has no type ${type}`);
    return found;
  }

  /** One call: in the ledger from its beginning to its end, and struck by the fault that is meant for it. */
  async #call<T>(
    operation: Operation,
    subject: Subject,
    { region }: Place,
    more: Pick<Entry, "id" | "changed">,
    carryOut: (fault: Fault | undefined) => Promise<T>,
  ): Promise<T> {
    const entry = { operation, ...subject, region, ...more };
    this.ledger.write({ phase: "begun", ...entry });
    try {
      const fault = await this.#faults.strike({ operation, ...subject, region });
      if (fault?.fails === "before") {
        await sleep((fault.seconds ?? 0) * 1000);
        throw new Error(fault.message ?? `ServiceUnavailable: ${region} does not answer`);
      }
      const result = await carryOut(fault);
      this.ledger.write({ phase: "ended", ...entry });
      return result;
    } catch (error) {
      this.ledger.write({ phase: "ended", ...entry, error: (error as Error).message });
      throw error;
    }
  }

  /** The time that a call takes; or its answer is lost. */
  async #answer(fault: Fault | undefined): Promise<void> {
    await sleep((fault?.seconds ?? 0) * 1000);
    if (fault?.fails === "after") throw new Error(fault.message ?? "RequestError: the answer was lost");
    while (fault?.fails === "silent") await sleep(1_000);
  }
}

function changesBetween(olds: Properties, news: Properties): string[] {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  keys.delete("__defaults");
  return [...keys].filter((key) => hasUnknown(news[key]) || !isDeepStrictEqual(olds[key], news[key]));
}

function firstOf(path: string): string {
  return path.split(".")[0] ?? path;
}

function outputsOf({ inputs, outputs }: StoredObject): Properties {
  return { ...inputs, ...outputs };
}

function keyOf({ id, inputs, outputs }: StoredObject, by: string | undefined): unknown {
  return by === undefined ? id : ({ ...inputs, ...outputs } as Properties)[by];
}

function isIn({ place }: StoredObject, { account, region }: Place): boolean {
  return place.account === account && place.region === region;
}

/** Global resources are seen from every region. */
function isVisible(object: StoredObject, place: Place): boolean {
  return isIn(object, place) || object.place.region === "global" || place.region === "global";
}
