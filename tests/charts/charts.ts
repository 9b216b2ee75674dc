import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { create } from "tar";

/** The small chart of these tests. */
const HELLO = path.join(import.meta.dirname, "hello");

/** What a copy of it says of itself. */
export interface Described {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
}

/** Puts the small chart into a mirror folder under the name of another one, unpacked. */
export function unpackedChart(mirror: string, described: Described): string {
  return copyChart(HELLO, path.join(mirror, described.name), described);
}

/** The same as `helm package` would write it: `<name>-<version>.tgz`. */
export function packagedChart(mirror: string, described: Described): string {
  const staging = path.join(mirror, ".staging");
  unpackedChart(staging, described);
  const file = path.join(mirror, `${described.name}-${described.version}.tgz`);
  // Without times and owners: the same chart is the same archive.
  create({ file, cwd: staging, gzip: true, sync: true, portable: true, mtime: new Date(0) }, [
    described.name,
  ]);
  return file;
}

/**
 * Istio's own charts, where Go has fetched its source for something else: base, gateway, istio-cni, ztunnel and
 * istio-control/istio-discovery. `undefined` elsewhere: nothing is downloaded for a test.
 */
export function istioCharts(): string | undefined {
  const modules = path.join(process.env.GOMODCACHE ?? path.join(homedir(), "go/pkg/mod"), "istio.io");
  const module = existsSync(modules)
    ? readdirSync(modules)
        .filter((name) => name.startsWith("istio@"))
        .sort()
        .at(-1)
    : undefined;
  const charts = module && path.join(modules, module, "manifests/charts");
  return charts !== undefined && existsSync(charts) ? charts : undefined;
}

/** Copies a chart and stamps it with name and version, as upstream does when it publishes one. */
export function copyChart(from: string, to: string, described: Described): string {
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
  const file = path.join(to, "Chart.yaml");
  const { name, version, appVersion = version } = described;
  const text = readFileSync(file, "utf8")
    .replace(/^name: .*$/m, `name: ${name}`)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: "${appVersion}"`);
  writeFileSync(file, text);
  return to;
}
