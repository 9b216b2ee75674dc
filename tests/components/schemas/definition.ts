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
  const [version] = definitions.find(({ spec }) => spec.names.kind === kind)?.spec.versions ?? [];
  if (version === undefined) throw new Error(`There is no resource type for ${kind}.`);
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(closed(version.schema.openAPIV3Schema));
  return (object) => {
    validate(object);
    return (validate.errors ?? []).map(describe);
  };
}

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: object } }[];
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
