import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

/** A resource type, as far as it matters here. */
interface CustomResourceDefinition {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** Name of the folder of a bundle's chart. */
export function chartFolderName({ name, version }: { name: string; version: string }): string {
  return `api-${name}-${version}`;
}

/** The resource types in a release's files; whatever else stands there is passed over. */
export function definitionsIn(text: string): CustomResourceDefinition[] {
  // Anchors are expanded, and large files have many of them.
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS({ maxAliasCount: -1 }) as CustomResourceDefinition | null;
    return object?.kind === "CustomResourceDefinition" ? [object] : [];
  });
}

/** A resource type with labels besides its own. */
export function labelled(
  definition: CustomResourceDefinition,
  labels: Readonly<Record<string, string>> | undefined,
): CustomResourceDefinition {
  if (labels === undefined) return definition;
  const { metadata } = definition;
  return { ...definition, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
}

/**
 * Writes a chart that holds these resource types and nothing else. They are templates, and not under crds/, which Helm
 * would never upgrade and never delete.
 */
export async function writeChart(
  folder: string,
  { name, version }: { name: string; version: string },
  definitions: readonly CustomResourceDefinition[],
): Promise<void> {
  const templates = definitions.map((definition): [string, string] => [
    `${definition.metadata.name}.yaml`,
    template(definition),
  ]);
  const chart = {
    apiVersion: "v2",
    name: `api-${name}`,
    version: `${version}+${digestOf(templates)}`,
    description: `Resource types of ${name}`,
    type: "application",
  };
  await mkdir(join(folder, "templates"), { recursive: true });
  await writeFile(join(folder, "Chart.yaml"), JSON.stringify(chart));
  for (const [file, text] of templates) await writeFile(join(folder, "templates", file), text);
}

/**
 * Of a chart in a folder, a release looks at the version alone (provider/pkg/provider/helm_release.go): without this
 * in it, types that were made in another way would never reach a cluster that has the same version of them.
 */
function digestOf(templates: readonly [string, string][]): string {
  return createHash("sha256").update(JSON.stringify(templates)).digest("hex").slice(0, 10);
}

/**
 * JSON, which is YAML. Descriptions are two thirds of a definition, and would go to the cluster, to Helm's record of the
 * release and back each time; braces that upstream has in a text are not Helm's.
 */
function template(definition: CustomResourceDefinition): string {
  return JSON.stringify(withoutDescriptions(definition)).replaceAll("{{", '{{ "{{" }}');
}

/** A description is a text: a field that is called `description` has a schema in its place. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== "description" || typeof inner !== "string")
      .map(([key, inner]) => [key, withoutDescriptions(inner)]),
  );
}
