import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Chart.yaml, as far as it is used here (helm.sh, "Charts: The Chart.yaml File"). */
const metadata = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  appVersion: z.string().optional(),
  dependencies: z.array(z.object({ name: z.string(), alias: z.string().optional() })).default([]),
});

/** A chart that lies in a folder or in an archive, read. */
export interface LocalChart extends z.output<typeof metadata> {
  /** Where it is, relative to the project. */
  readonly path: string;
  /** SHA-256 in hexadecimal: of the archive, or of all files of the folder with their names. */
  readonly digest: string;
  readonly archive: boolean;
  /** values.yaml as text, for its comments. */
  readonly valuesText: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** values.schema.json, if there is one. */
  readonly schema: object | undefined;
  /** All templates in one text. */
  readonly templates: string;
}

/**
 * Reads the chart at a path of the project: a folder with a Chart.yaml, or an archive made by `helm package`.
 * @throws Error with what is wrong with it.
 */
export function readChart(root: string, location: string): LocalChart {
  const absolute = path.join(root, location);
  const archive = statSync(absolute).isFile();
  const files = archive ? filesOfArchive(absolute) : filesOfFolder(absolute);
  const text = (name: string) => files.get(name)?.toString("utf8");
  const described = metadata.safeParse(parse(text("Chart.yaml") ?? ""));
  if (!described.success) {
    throw new Error(`${location} is no chart: ${z.prettifyError(described.error).replaceAll("\n", " ")}`);
  }
  const schema = text("values.schema.json");
  return {
    ...described.data,
    path: location,
    archive,
    digest: archive ? sha256(readFileSync(absolute)) : digestOf(files),
    valuesText: text("values.yaml") ?? "",
    values: (parse(text("values.yaml") ?? "") ?? {}) as Record<string, unknown>,
    schema: schema === undefined ? undefined : (JSON.parse(schema) as object),
    templates: [...files]
      .filter(([name]) => name.startsWith("templates/"))
      .map(([, content]) => content.toString("utf8"))
      .join("\n"),
  };
}

function filesOfFolder(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}

/** Loaded only where there is an archive: a fleet without a mirror needs no reader of them. */
function filesOfArchive(file: string): Map<string, Buffer> {
  const { list } = createRequire(import.meta.url)("tar") as typeof import("tar");
  const files = new Map<string, Buffer>();
  list({
    file,
    sync: true,
    strict: true,
    filter: (_path, entry) => "type" in entry && entry.type === "File",
    onReadEntry: (entry) => {
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      // `helm package` puts all into one folder that is named for the chart.
      entry.on("end", () => files.set(entry.path.replace(/^[^/]*\//, ""), Buffer.concat(chunks)));
    },
  });
  return files;
}

function digestOf(files: ReadonlyMap<string, Buffer>): string {
  return sha256([...files].map(([name, content]) => `${sha256(content)}  ${name}\n`).join(""));
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
