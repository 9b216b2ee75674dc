import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { SystemRelease } from "../compatibility.ts";
import { listed } from "../problems.ts";
import type { SystemName } from "../platform/system.ts";
import { readChart, type LocalChart } from "./chart.ts";

/** A chart that is wanted, and of which release of its system. */
export interface WantedChart {
  readonly chart: string;
  readonly system: SystemName;
  readonly release: SystemRelease;
}

export interface MirrorProblem {
  readonly message: string;
  readonly hint: string;
}

/** Whether `charts.mirror` is a prefix in an OCI registry; otherwise it is a folder of the project. */
export function isOci(mirror: string): boolean {
  return mirror.startsWith("oci://");
}

/** A folder with charts, unpacked (`istiod/Chart.yaml`) or as archives (`istiod-1.30.5.tgz`). An unpacked one wins. */
export class ChartFolder {
  readonly #root: string;
  readonly #folder: string;
  readonly #read = new Map<string, LocalChart | MirrorProblem>();

  /** @param folder Relative to the project, as declared. */
  constructor(root: string, folder: string) {
    this.#root = root;
    this.#folder = path.posix.normalize(folder).replace(/\/$/, "");
  }

  /** What makes the folder unusable as a whole. */
  get problem(): MirrorProblem | undefined {
    const hint = "expected a folder of the project with charts, or an OCI prefix (oci://…)";
    if (path.isAbsolute(this.#folder)) return { message: `"${this.#folder}" is an absolute path`, hint };
    if (this.#folder === ".." || this.#folder.startsWith("../"))
      return { message: `"${this.#folder}" leads out of the project`, hint };
    const stat = statSync(path.join(this.#root, this.#folder), { throwIfNoEntry: false });
    return stat?.isDirectory() ? undefined : { message: `there is no folder "${this.#folder}"`, hint };
  }

  /** The chart, read and found to be the one that is wanted, or what is wrong with it. */
  find({ chart, system, release }: WantedChart): LocalChart | MirrorProblem {
    const key = `${chart} ${release.version}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const found = this.#look(chart, system, release);
    this.#read.set(key, found);
    return found;
  }

  #look(chart: string, system: SystemName, release: SystemRelease): LocalChart | MirrorProblem {
    const version = release.charts[chart];
    const wanted = `${chart} ${version ?? ""} of ${system} ${release.version}`;
    const [unpacked, archive] = [`${this.#folder}/${chart}`, `${this.#folder}/${chart}-${version ?? ""}.tgz`];
    const location = [unpacked + "/Chart.yaml", archive].find((file) =>
      existsSync(path.join(this.#root, file)),
    );
    if (location === undefined) {
      const there = readdirSync(path.join(this.#root, this.#folder)).sort();
      return {
        message: `the chart ${wanted} is not in ${this.#folder}: looked for ${unpacked}/Chart.yaml and ${archive}`,
        hint: `there are: ${listed(there, 20)}`,
      };
    }
    try {
      const read = readChart(this.#root, location === archive ? archive : unpacked);
      return mismatch(read, wanted, version, release.digests?.[chart]) ?? read;
    } catch (error) {
      return { message: `the chart ${wanted} cannot be read: ${(error as Error).message}`, hint: PACKAGED };
    }
  }
}

const PACKAGED = "expected a chart as `helm pull` or `helm package` writes it";

function mismatch(
  chart: LocalChart,
  wanted: string,
  version: string | undefined,
  digest: string | undefined,
): MirrorProblem | undefined {
  const expected = wanted.split(" ", 1)[0] ?? "";
  if (chart.name !== expected) {
    return {
      message: `${chart.path} holds the chart ${chart.name}, not ${expected}`,
      hint: `wanted: ${wanted}`,
    };
  }
  if (chart.version !== version) {
    const app = chart.appVersion === undefined ? "" : ` (of ${chart.appVersion})`;
    return {
      message: `${chart.path} is version ${chart.version}${app}, and wanted is ${wanted}`,
      hint: "put that version there, or name the one that is there under charts.versions",
    };
  }
  if (chart.archive && digest !== undefined && chart.digest !== digest) {
    return {
      message: `${chart.path} is not what upstream published: its SHA-256 is ${chart.digest}, and should be ${digest}`,
      hint: "fetch it again; a chart of your own belongs there unpacked, where a review sees it",
    };
  }
  return undefined;
}
