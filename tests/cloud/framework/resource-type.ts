import type { CloudFolder, StoredObject } from "./folder.ts";
import type { Place } from "./place.ts";
import type { Properties } from "./properties.ts";

/** A resource that is being made or looked at. */
export interface Thing {
  readonly id: string;
  readonly inputs: Properties;
  readonly place: Place;
  /** What it told before; empty while it is made. */
  readonly outputs: Properties;
}

/** An input that names another resource of the cloud. */
export interface Reference {
  readonly path: string;
  /** Types it may be. */
  readonly to: readonly string[];
  /** Which property of the other one is named. Default: its id. */
  readonly by?: string;
  /** Whether the other one can be deleted all the same. Default: false. */
  readonly loose?: boolean;
  /** Names that nothing has to be found for: what the cloud brings along. */
  readonly foreign?: (name: string) => boolean;
  /** What the cloud says if there is no such resource. */
  readonly missing: (name: string) => string;
}

/** How the simulated cloud treats resources of one type. Which inputs there are and which are required, the SDK says. */
export interface ResourceType {
  /** Belongs to no region. */
  readonly global?: boolean;
  /** Input that is given a name of the engine's making if it has none. */
  readonly autoName?: string;
  /** Paths of inputs that cannot be changed in place. */
  readonly immutable?: readonly string[];
  /** Whether a change asks for a replacement for another reason. Returns the input that does. */
  readonly replaces?: (olds: Properties, news: Properties) => readonly string[];
  readonly id: (making: Omit<Thing, "id" | "outputs">) => string;
  /** What an import calls it, where that is not its id. */
  readonly importId?: (object: StoredObject) => string;
  /** Takes minutes, and is told as it is meanwhile: the first read finds it unfinished. */
  readonly slow?: boolean;
  /** What must not be there twice, in words of the type; within a region, or the account if it is global. */
  readonly unique?: (inputs: Properties) => string | undefined;
  readonly taken?: (inputs: Properties) => string;
  /** Outputs that only the cloud can tell. Not known before the resource is made. */
  readonly computed?: Readonly<Record<string, (thing: Thing) => unknown>>;
  readonly references?: readonly Reference[];
  /** What the cloud says to a deletion while another resource refers to it. */
  readonly inUse?: (thing: Thing) => string;
  /** What the cloud has against it being made or changed so. */
  readonly objection?: (thing: Thing, cloud: CloudFolder, before?: Properties) => string | undefined;
  /** What the cloud has against it being deleted. */
  readonly objectionToDelete?: (object: StoredObject, cloud: CloudFolder) => string | undefined;
  /** What takes long, after the cloud has accepted it; may be cut off, and done again. Returns more outputs. */
  readonly settle?: (object: StoredObject, cloud: CloudFolder) => Promise<Properties>;
  /** Before it goes. May be cut off, and done again. */
  readonly wind?: (object: StoredObject, cloud: CloudFolder) => Promise<void>;
  /** What is left of it when it has been deleted, and keeps its name, where the cloud never lets it go. */
  readonly remains?: (object: StoredObject) => StoredObject;
  /** After it has gone. */
  readonly gone?: (object: StoredObject, cloud: CloudFolder) => void;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;
