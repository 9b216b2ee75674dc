import type { z } from "zod";

/** Any zod schema, in the form that tells its kind. */
export type Schema = z.core.$ZodTypes;

/**
 * The schema that a path of a value is read with, or `undefined` if the path is not part of it.
 * The value decides between the branches of a discriminated union.
 */
export function schemaAt(
  root: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): Schema | undefined {
  let schema: Schema | undefined = root as Schema;
  let current = value;
  for (const key of path) {
    schema = schema && child(schema, current, key);
    current = valueAt(current, [key]);
  }
  return schema;
}

/** The value at a path; `undefined` if it is not there. Never looks at what objects inherit. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    return (current as Record<PropertyKey, unknown>)[key];
  }, value);
}

/** The keys that a strict object accepts at this place. */
export function knownKeys(schema: Schema | undefined, value: unknown): string[] {
  const object = schema && branch(unwrap(schema), value);
  return object?._zod.def.type === "object" ? Object.keys(object._zod.def.shape) : [];
}

/** The schema inside `optional`, `default` and their like. */
export function unwrap(schema: Schema): Schema {
  const { def } = schema._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return unwrap(def.innerType as Schema);
    case "lazy":
      return unwrap(def.getter() as Schema);
    case "pipe":
      return unwrap(def.in as Schema);
    default:
      return schema;
  }
}

function child(schema: Schema, value: unknown, key: PropertyKey): Schema | undefined {
  const { def } = branch(unwrap(schema), value)._zod;
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? (def.shape[String(key)] as Schema) : undefined;
    case "record":
      return def.valueType as Schema;
    case "array":
      return def.element as Schema;
    default:
      return undefined;
  }
}

/** The option of a discriminated union whose discriminator is the one given; any other schema as it is. */
function branch(schema: Schema, value: unknown): Schema {
  const { def } = schema._zod;
  if (def.type !== "union" || !("discriminator" in def)) return schema;
  const given = valueAt(value, [def.discriminator as string]);
  const options = (def.options as Schema[]).map(unwrap);
  const chosen = options.find(({ _zod: { propValues } }) =>
    propValues?.[def.discriminator as string]?.has(given as string),
  );
  return chosen ? branch(chosen, value) : schema;
}
