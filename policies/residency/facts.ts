import type { Concern } from "../../fleet/residency/concerns.ts";
import type { Tree } from "../tree.ts";
import { NOWHERE, type Whereabouts } from "./whereabouts.ts";

/** Something that a resource says of where data is or goes. */
export interface Finding {
  /** The property that says it, such as `replicas[1].regionName`. */
  readonly path: string;
  readonly concern: Concern;
  readonly at: Whereabouts;
}

/** What is referred to; it decides which resources of the stack may be meant. */
export type Referent = "bucket" | "target" | "subnet" | "answer";

/** Something that a resource refers to, whose place is that of another thing: found in the stack or in the profile. */
export interface Reference {
  readonly path: string;
  /** The input that holds it: the engine says of whole inputs what they depend on. */
  readonly property: string;
  readonly concern: Concern;
  readonly to: Referent;
  /** A name, ARN, URL or address; `undefined` if the engine does not know it yet. */
  readonly value: string | undefined;
  /** Whether the clouds see to it that it is where the resource is: then only what is known to be elsewhere is wrong. */
  readonly bound?: boolean;
}

/**
 * A choice by labels or names, of clusters or of backup locations, which can only be followed with all of the stack in
 * view.
 */
export interface Choice {
  readonly path: string;
  readonly concern: Concern;
  /** What the chosen are registered with. */
  readonly among: "argocd" | "karmada" | "kubefed" | "velero";
  readonly matches: (labels: Readonly<Record<string, Tree>>, name: string) => boolean;
}

/** All that one resource says of places. */
export interface Facts {
  readonly where: Whereabouts;
  readonly findings: readonly Finding[];
  readonly references: readonly Reference[];
  readonly choices: readonly Choice[];
  /** The names by which others may refer to it. */
  readonly names: readonly string[];
  /** A cluster, or a backup location, as one is registered with a control plane. */
  readonly registers?: Registered;
}

export interface Registered {
  readonly as: Choice["among"];
  readonly name: string;
  readonly labels: Readonly<Record<string, Tree>>;
  readonly where: Whereabouts;
}

export const NO_FACTS: Facts = { where: NOWHERE, findings: [], references: [], choices: [], names: [] };

/** Puts together what several rules have found; the place of the resource is that of the first. */
export function allOf(first: Partial<Facts>, ...rest: readonly Partial<Facts>[]): Facts {
  const parts = [first, ...rest];
  const registers = parts.find((part) => part.registers !== undefined)?.registers;
  return {
    where: first.where ?? NOWHERE,
    findings: parts.flatMap((part) => part.findings ?? []),
    references: parts.flatMap((part) => part.references ?? []),
    choices: parts.flatMap((part) => part.choices ?? []),
    names: parts.flatMap((part) => part.names ?? []),
    ...(registers === undefined ? {} : { registers }),
  };
}
