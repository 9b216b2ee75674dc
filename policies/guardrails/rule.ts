import type { Tree, TreeMap } from "../tree.ts";
import type { Guardrails } from "./config.ts";

/** A resource as the rules see it: its inputs, or, for the outputs of a stack, those. */
export interface Subject {
  readonly urn: string;
  /** `aws:eks/cluster:Cluster`, `kubernetes:core/v1:Service`. */
  readonly type: string;
  readonly name: string;
  /** Name of the stack. */
  readonly stack: string;
  readonly stackTags: ReadonlyMap<string, string>;
  readonly props: TreeMap;
  /** Whether the engine keeps what stands at a path (`values.admin.password`) secret. */
  readonly isSecret: (path: string) => boolean;
  /** What the file holds that stands at a path; `undefined` if it cannot be read. */
  readonly fileAt: (path: string) => string | undefined;
  readonly protect: boolean;
  /** URN of its provider; `undefined` of a component, and of a provider itself. */
  readonly provider: string | undefined;
}

/** One thing that no update may do. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  /** Cheap: asked of every resource before anything of it is read. */
  readonly appliesTo: (type: string) => boolean;
  /** What is wrong, if anything. A message never holds a value. */
  readonly check: (subject: Subject, config: Guardrails) => Iterable<string>;
}

/** Of a property that a rule needs, and that the engine does not know before something else is made. */
export function unproved(property: string): string {
  return `cannot be proved yet: ${property} is not known before something else is made`;
}

/** Any of these values, or what is in it. */
export type MaybeTree = Tree | undefined;
