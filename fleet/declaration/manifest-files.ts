import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { quote } from "./words.ts";

/** What the `manifests` of a workload are, and the files that say so. Paths are relative to the project. */
export interface ManifestSource {
  readonly kind: "yaml" | "kustomization" | "chart";
  /** The file or folder itself. */
  readonly path: string;
  /** The manifests; of a kustomization or a chart, the one file that makes it one. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** The `manifests` of a workload cannot be read. */
export class ManifestSourceError extends Error {
  override readonly name = "ManifestSourceError";
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

const EXPECTED = "expected a YAML file, a folder of them, a kustomization or a Helm chart";
/** Files that make a folder a kustomization. */
export const KUSTOMIZATIONS = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
const CHART = "Chart.yaml";

/**
 * Finds out what stands at a path of the project, and reads it. Nothing outside the project is read,
 * not through a symbolic link either: what is deployed is what a review of the repository has seen.
 * @throws ManifestSourceError if the path leads out of the project or to nothing that can be deployed.
 */
export function readManifestSource(root: string, manifests: string): ManifestSource {
  const location = path.posix.normalize(manifests).replace(/\/$/, "");
  const expected = "expected a path inside the project";
  if (path.isAbsolute(manifests))
    throw new ManifestSourceError(`${quote(manifests)} is an absolute path`, expected);
  if (leadsOut(location))
    throw new ManifestSourceError(`${quote(manifests)} leads out of the project`, expected);
  if (statOf(root, location).isDirectory()) return readFolder(root, location);
  const name = path.posix.basename(location);
  if (name === CHART || KUSTOMIZATIONS.includes(name)) {
    throw new ManifestSourceError(
      `${quote(manifests)} is part of a folder`,
      `name the folder: ${path.posix.dirname(location)}`,
    );
  }
  if (!isYaml(name)) throw new ManifestSourceError(`${quote(manifests)} is not a YAML file`, EXPECTED);
  return { kind: "yaml", path: location, files: [readFile(root, location)] };
}

function readFolder(root: string, folder: string): ManifestSource {
  const names = readdirSync(path.join(root, folder)).sort();
  const markers = names.filter((name) => name === CHART || KUSTOMIZATIONS.includes(name));
  const [marker, second] = markers;
  if (second !== undefined) {
    throw new ManifestSourceError(
      `${quote(folder)} holds both ${String(marker)} and ${second}`,
      "expected one of them",
    );
  }
  if (marker !== undefined) {
    const kind = marker === CHART ? "chart" : "kustomization";
    return { kind, path: folder, files: [readFile(root, path.posix.join(folder, marker))] };
  }
  const files = names.filter(isYaml).map((name) => path.posix.join(folder, name));
  if (files.length === 0) throw new ManifestSourceError(`${quote(folder)} holds no YAML file`, EXPECTED);
  refuseDeeperManifests(root, folder, names);
  return { kind: "yaml", path: folder, files: files.map((file) => readFile(root, file)) };
}

/** Like `kubectl apply -f`, we do not look into sub-folders; unlike it, we say so when that leaves something out. */
function refuseDeeperManifests(root: string, folder: string, names: readonly string[]): void {
  for (const name of names) {
    const location = path.join(root, folder, name);
    if (!statSync(location, { throwIfNoEntry: false })?.isDirectory() || !readdirSync(location).some(isYaml))
      continue;
    throw new ManifestSourceError(
      `the YAML files in ${quote(path.posix.join(folder, name))} would be left out`,
      "move them up, or add a kustomization.yaml that lists them",
    );
  }
}

function readFile(root: string, file: string): { path: string; text: string } {
  if (!statOf(root, file).isFile()) throw new ManifestSourceError(`${quote(file)} is not a file`);
  return { path: file, text: readFileSync(path.join(root, file), "utf8") };
}

function statOf(root: string, location: string): Stats {
  const real = realPathOf(root, location);
  if (leadsOut(path.relative(realpathSync(root), real))) {
    const message = `${quote(location)} leads out of the project through a symbolic link`;
    throw new ManifestSourceError(message, "expected a file or folder inside it");
  }
  return statSync(real);
}

function realPathOf(root: string, location: string): string {
  try {
    return realpathSync(path.join(root, location));
  } catch {
    throw new ManifestSourceError(`${quote(location)} does not exist`, EXPECTED);
  }
}

/** Whether a relative, normal path climbs above where it starts. */
function leadsOut(relative: string): boolean {
  return relative === ".." || relative.startsWith("../");
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name) && !name.startsWith(".");
}
