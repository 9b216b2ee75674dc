import { createRequire } from "node:module";
import { suggest } from "../declaration/nearest.ts";
import { describeGiven } from "../declaration/words.ts";
import type { LocalChart } from "./chart.ts";

export type Values = Readonly<Record<string, unknown>>;

/** Something in the values that the chart does not take. */
export interface ValuesProblem {
  /** Keys from the top of the values. */
  readonly path: readonly (string | number)[];
  /** Whether the last key itself is what is wrong. */
  readonly onKey?: boolean;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Values over values, as Helm merges them: maps key by key, everything else, lists too, is replaced. A null takes the
 * value below it away. It does not reach the chart: the Kubernetes provider leaves nulls out of what it hands to Helm
 * (pulumi-kubernetes 4.25, provider/pkg/provider/helm_release.go, SkipNulls), so a default of the chart stays.
 */
export function mergeValues(base: Values, over: Values): Values {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const under = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isMap(value) ? mergeValues(isMap(under) ? under : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

/** Nulls with nothing of the program below them: they would have no effect, whatever the chart has there. */
export function idleNulls(planned: unknown, values: Values, path: readonly string[] = []): ValuesProblem[] {
  return Object.entries(values).flatMap(([key, value]): ValuesProblem[] => {
    const under = isMap(planned) && Object.hasOwn(planned, key) ? planned[key] : undefined;
    if (isMap(value)) return idleNulls(under, value, [...path, key]);
    if (value !== null || under !== undefined) return [];
    const message = "null takes away what this program sets, and it sets nothing here";
    return [
      { path: [...path, key], message, hint: "a default of the chart can only be replaced by another value" },
    ];
  });
}

/**
 * What is wrong with the values of a user: keys that the chart does not know and would pass over in silence, and what
 * its schema says of all values together.
 *
 * @param planned The values of this program, over which those of the user go.
 */
export function valuesProblems(chart: LocalChart, planned: Values, values: Values): ValuesProblem[] {
  const unknown = [...unknownValues(chart, values), ...idleNulls(planned, values)];
  const places = new Set(unknown.map(({ path }) => path.join("\0")));
  const bySchema = schemaProblems(chart, mergeValues(planned, values));
  return [...unknown, ...bySchema.filter(({ path }) => !places.has(path.join("\0")))];
}

export function unknownValues(chart: LocalChart, values: Values): ValuesProblem[] {
  return unknownIn(values, defaultsOf(chart), [], new Knowledge(chart));
}

/** What the chart's values.schema.json says of the values that it would be installed with. */
export function schemaProblems(chart: LocalChart, values: Values): ValuesProblem[] {
  if (chart.schema === undefined) return [];
  // Loaded only here: most fleets have no values of their own, and most charts no schema.
  const { Ajv } = createRequire(import.meta.url)("ajv") as typeof import("ajv");
  // Not strict: charts write keywords that ajv does not know, and `format` is only advice. As Helm does.
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const { $schema: _dialect, ...schema } = chart.schema as { $schema?: string };
  const validate = ajv.compile(schema);
  if (validate(mergeValues(chart.values, values))) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "", params }) => {
    const path = instancePath.split("/").slice(1).map(unescapePointer);
    const extra = (params as { additionalProperty?: string }).additionalProperty;
    if (extra !== undefined)
      return { path: [...path, extra], onKey: true, message: "is not in the chart's schema" };
    const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
    const text =
      allowed === undefined
        ? message
        : `${message}: ${allowed.map((value) => JSON.stringify(value)).join(", ")}`;
    return { path, message: `${text}, by the chart's schema` };
  });
}

function unknownIn(
  values: Values,
  defaults: Values,
  path: readonly string[],
  knowledge: Knowledge,
): ValuesProblem[] {
  return Object.entries(values).flatMap(([key, value]): ValuesProblem[] => {
    const at = [...path, key];
    if (!Object.hasOwn(defaults, key)) {
      if (knowledge.hasElsewhere(key, path)) return [];
      return [
        {
          path: at,
          onKey: true,
          message: "is not a value of the chart",
          hint: suggest(key, Object.keys(defaults)),
        },
      ];
    }
    const standard = defaults[key];
    if (!isMap(standard) || knowledge.isFree(standard, at)) return [];
    if (value !== null && !isMap(value))
      return [{ path: at, message: `expected a map, got ${describeGiven(value)}` }];
    return value === null ? [] : unknownIn(value, standard, at, knowledge);
  });
}

/** What a chart knows besides the keys in its values.yaml. */
class Knowledge {
  readonly #chart: LocalChart;
  readonly #commented: ReadonlySet<string>;
  /** The actions of its templates that pass a value on as a whole. */
  readonly #passing: string;

  constructor(chart: LocalChart) {
    this.#chart = chart;
    const comments = chart.valuesText.matchAll(/^\s*#[#\s-]*(?:@param\s+)?([A-Za-z_][\w.-]*)\s*:/gm);
    this.#commented = new Set([...comments].map(([, key = ""]) => key));
    const actions = chart.templates.matchAll(/\{\{.*?\}\}/gs);
    this.#passing = [...actions]
      .map(([action]) => action)
      .filter((action) => /\b(to[A-Z]\w*|tpl|range|with|include|template)\b/.test(action))
      .join("\n");
  }

  /**
   * Named in a template, in a comment of values.yaml, in the schema, or by Helm itself: `global`, and the charts it
   * depends on. Charts have more values than they list.
   */
  hasElsewhere(key: string, path: readonly string[]): boolean {
    if (this.#commented.has(key) || inSchema(this.#chart.schema, [...path, key])) return true;
    if (new RegExp(`[.]${escapeRegExp(key)}(?![\\w-])|"${escapeRegExp(key)}"`).test(this.#chart.templates))
      return true;
    if (path.length > 0) return false;
    const parts = this.#chart.dependencies.flatMap(({ name, alias }) => [name, alias]);
    return key === "global" || (parts.length > 0 && key === "tags") || parts.includes(key);
  }

  /**
   * Whether a map takes any key: an empty one does, and so does one that a template passes on as a whole, such as
   * `resources` in `toYaml .Values.resources`. What belongs to a chart inside this one, this one does not know.
   */
  isFree(standard: Values, path: readonly string[]): boolean {
    if (Object.keys(standard).length === 0) return true;
    const { dependencies } = this.#chart;
    if (dependencies.some(({ name, alias }) => path[0] === (alias ?? name))) return true;
    // `.a` as a whole, and neither `.a.b` nor `(.a).b`.
    return new RegExp(`[.]${escapeRegExp(path.at(-1) ?? "")}(?![\\w-]|\\)*[.])`).test(this.#passing);
  }
}

/** Istio's charts wrap their defaults in a key that users leave out (istio/istio, manifests/charts/README.md). */
function defaultsOf({ values }: LocalChart): Values {
  const { _internal_defaults_do_not_set: wrapped, ...rest } = values;
  return isMap(wrapped) ? mergeValues(wrapped, rest) : values;
}

function inSchema(schema: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const properties = isMap(schema) && isMap(schema.properties) ? schema.properties : {};
  return Object.hasOwn(properties, key) && inSchema(properties[key], rest);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unescapePointer(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
