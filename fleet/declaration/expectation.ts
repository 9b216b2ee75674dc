import { z } from "zod";
import { unwrap, type Schema } from "./schema-walk.ts";
import { describeType, either } from "./words.ts";

/** What a schema accepts, in a word or two: `a list`, `cluster, region or country`. */
export function kindOf(schema: Schema): string {
  const { def } = unwrap(schema)._zod;
  switch (def.type) {
    case "enum":
      return either(Object.values(def.entries).map(String));
    case "literal":
      return either(def.values.map(String));
    case "union":
      return either([...new Set((def.options as Schema[]).map(kindOf))]);
    case "number":
      return describeType("format" in def ? "int" : "number");
    default:
      return describeType(def.type);
  }
}

/** What a value is for, as the schema says it to editors, but in the middle of a sentence. */
export function descriptionOf(schema: Schema): string | undefined {
  const text = z.globalRegistry.get(schema)?.description;
  if (text !== undefined) return text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
  const inner = unwrap(schema);
  return inner === schema ? undefined : descriptionOf(inner);
}

/** The branches of a union; none if the schema is not one. */
export function optionsOf(schema: Schema | undefined): Schema[] {
  const def = schema && unwrap(schema)._zod.def;
  return def?.type === "union" ? (def.options as Schema[]) : [];
}

/** The literals and enum values that the branches of a union accept. */
export function literalsOf(options: readonly Schema[]): string[] {
  return options.flatMap((option) => {
    const { def } = unwrap(option)._zod;
    if (def.type === "literal") return def.values.map(String);
    return def.type === "enum" ? Object.values(def.entries).map(String) : [];
  });
}
