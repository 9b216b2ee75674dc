import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { AnalyzedResource } from "../analyzer.ts";
import { UNKNOWN } from "../pack-process.ts";

/* The corpus as files of cases, one file a class; see corpus/. Here they become stacks with the verdict that is expected. */

/** A stack, and who in it is refused. */
export interface Case {
  readonly says: string;
  readonly profile: object;
  readonly resources: readonly AnalyzedResource[];
  /** Names of resources. */
  readonly refused: readonly string[];
}

interface Place {
  readonly allowed: string;
  readonly foreign: string;
}

interface Template {
  readonly says: string;
  readonly provider?: Omit<AnalyzedResource, "name">;
  readonly resource: Omit<AnalyzedResource, "name">;
  readonly places?: Place;
  /** What becomes of it where that is not what one would expect. */
  readonly unknown?: "passes" | "skipped";
  readonly allowed?: "refused";
}

interface CorpusFile {
  readonly about: string;
  readonly provider?: Omit<AnalyzedResource, "name">;
  readonly places?: Place;
  readonly cases?: readonly Template[];
  readonly stacks?: readonly {
    says: string;
    profile?: object;
    resources: readonly AnalyzedResource[];
    refused?: readonly string[];
  }[];
}

/** The things outside the stacks that all cases know of. */
export const PROFILE = {
  data: ["EEA"],
  clusters: {
    "prod-eu-west-1": { country: "IE" },
    "prod-us-east-1": { country: "US" },
    "https://api.prod-eu.example.net": { country: "IE" },
    "https://api.prod-us.example.net": { country: "US" },
  },
  buckets: { "logs-de": { country: "DE" }, "logs-us": { country: "US" } },
  hosts: {
    "otel.example.eu": { country: "DE" },
    "s3.example.eu": { country: "DE" },
    "s3.example.com": { country: "US" },
    "datadoghq.eu": { country: "DE" },
  },
};

const FOLDER = path.join(import.meta.dirname, "corpus");
const DEFAULT_PLACES: Place = { allowed: "eu-west-1", foreign: "us-east-1" };

export function corpus(): { readonly about: string; readonly cases: readonly Case[] }[] {
  return readdirSync(FOLDER).map((file) => {
    const {
      about,
      cases = [],
      stacks = [],
      ...shared
    } = parse(readFileSync(path.join(FOLDER, file), "utf8")) as CorpusFile;
    const whole = stacks.map(({ says, profile, resources, refused = [] }): Case => {
      return {
        says,
        profile: { ...PROFILE, ...profile },
        resources: filled(resources, UNKNOWN, "$unknown"),
        refused,
      };
    });
    return { about, cases: [...whole, ...cases.flatMap((template) => variants(template, shared))] };
  });
}

function variants(template: Template, shared: Pick<CorpusFile, "provider" | "places">): Case[] {
  const { says, places = shared.places ?? DEFAULT_PLACES } = template;
  const provider = template.provider ?? shared.provider;
  const stack = (value: string, hidden = false): AnalyzedResource[] => {
    const resource = {
      ...template.resource,
      name: "it",
      ...(provider === undefined ? {} : { provider: "provider" }),
    };
    const own = provider === undefined ? [resource] : [{ ...provider, name: "provider" }, resource];
    const parts = filled(own, value, "$place");
    if (!hidden) return parts;
    const { props } = parts.at(-1) ?? { props: {} };
    const above = { type: "acme:infra:Thing", name: "above", props: { parts: [{ args: props }] } };
    return [above, ...parts.map((part) => (part.name === "it" ? { ...part, parent: "above" } : part))];
  };
  const one = (variant: string, resources: AnalyzedResource[], refused: boolean): Case => {
    return { says: `${says}: ${variant}`, profile: PROFILE, resources, refused: refused ? ["it"] : [] };
  };
  return [
    one("allowed", stack(places.allowed), template.allowed === "refused"),
    one("foreign", stack(places.foreign), true),
    one("foreign, below a component", stack(places.foreign, true), true),
    ...(template.unknown === "skipped"
      ? []
      : [one("unknown", stack(UNKNOWN), template.unknown !== "passes")]),
  ];
}

function filled<T>(value: T, by: string, what: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(what, by)) as T;
}
