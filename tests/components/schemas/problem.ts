import type { KubernetesObject } from "../../../fleet/manifests.ts";

/** Says what a schema has against an object: paths and reasons. */
export type Schema = (object: KubernetesObject) => string[];

/** What validators of the Ajv family say of a mistake. */
export interface Violation {
  readonly instancePath: string;
  readonly message?: string;
  readonly params?: object;
}

export function unknownField(path: string): string {
  return `${path}: the schema has no such field`;
}

export function describe({ instancePath, message = "is wrong", params = {} }: Violation): string {
  if ("additionalProperty" in params)
    return unknownField(`${instancePath}/${String(params.additionalProperty)}`);
  return `${instancePath}: ${message}`;
}
