import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parseAllDocuments } from "yaml";
import { apiBundles, type OwnBundle } from "../../../tools/api-charts/bundles.ts";
import { ownFiles } from "../../../tools/api-charts/files.ts";
import { describe, type Schema } from "./problem.ts";

/** The schema in a resource type of the project's own (tools/api-charts): Linkerd's, of which there is no package. */
export function definedSchema(kind: string): Schema {
  const own = apiBundles.filter((bundle): bundle is OwnBundle => "own" in bundle).flatMap(ownFiles);
  const definitions = own.flatMap((file) =>
    parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as Definition),
  );
  const definition = definitions.find(({ spec }) => spec.names.kind === kind);
  const name = definition?.spec.versions[0]?.name;
  if (definition === undefined || name === undefined)
    throw new Error(`There is no resource type for ${kind}.`);
  return schemaIn(definition, name);
}

/** The schema of one version of a resource type. */
export function schemaIn(definition: Definition, name: string): Schema {
  const version = definition.spec.versions.find((each) => each.name === name);
  if (version === undefined) throw new Error(`${definition.spec.names.kind} has no version ${name}.`);
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  const validate = ajv.compile(closed(version.schema.openAPIV3Schema));
  return (object) => {
    validate(object);
    return (validate.errors ?? []).map(describe);
  };
}

export interface Definition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: object };
    }[];
  };
}

/** A structural schema that refuses the fields that an API server would drop in silence. */
function closed(schema: object): object {
  const entries = Object.entries(schema).map(([key, inner]): [string, unknown] => [
    key,
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? closed(inner as object) : inner,
  ]);
  const all = Object.fromEntries(entries);
  const isObject = all.type === "object" && typeof all.properties === "object";
  return isObject ? { additionalProperties: false, ...all } : all;
}
