import { z } from "zod";
import { declaration } from "./schema.ts";

/** Name of the JSON Schema in the project's folder; the first line of fleet.yaml points to it. */
export const SCHEMA_FILE = "fleet.schema.json";

/**
 * The JSON Schema of fleet.yaml, for completion and hints in editors. Draft 7: what the YAML language server and
 * VS Code support in full. It is of the input, so what has a default may be left out.
 */
export function declarationJsonSchema(): string {
  const schema = z.toJSONSchema(declaration, { io: "input", target: "draft-7" });
  const { $schema, ...rest } = schema;
  const title = "fleet.yaml";
  const description = "A fleet of Kubernetes clusters and what runs on it";
  return `${JSON.stringify({ $schema, title, description, ...rest }, null, 2)}\n`;
}
