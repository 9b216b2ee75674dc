/** Inputs or outputs of a resource, as plain values. */
export type Properties = Readonly<Record<string, unknown>>;

/** What stands on the wire for a value that is not known yet (sdk/go/common/resource/plugin, UnknownStringValue). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown, or holds something that is. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasUnknown);
  return value === UNKNOWN;
}

/** The values at a path such as `vpcConfig.subnetIds`; a list on the way stands for each of its elements. */
export function valuesAt(properties: unknown, path: string): unknown[] {
  const found = path.split(".").reduce<unknown[]>(
    (values, key) =>
      values.flatMap(elements).flatMap((value) => {
        if (typeof value !== "object" || value === null) return [];
        return [(value as Record<string, unknown>)[key]];
      }),
    [properties],
  );
  return found.flatMap(elements).filter((value) => value !== undefined && value !== null);
}

/** The text at a path, or nothing. */
export function textAt(properties: unknown, path: string): string | undefined {
  const [value] = valuesAt(properties, path);
  return typeof value === "string" ? value : undefined;
}

function elements(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
