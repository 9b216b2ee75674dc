import { valid } from "semver";
import { at, text, UNKNOWN } from "../../tree.ts";
import { isChart } from "../extract/kubernetes.ts";
import { unproved, type Rule, type Subject } from "../rule.ts";

export const pinnedCharts: Rule = {
  name: "pinned-charts",
  description: "A chart has an exact version: the same program installs the same software tomorrow.",
  appliesTo: isChart,
  *check(subject) {
    const chart = at(subject.props, "chart");
    const version = at(subject.props, "version");
    if (typeof version === "string" && valid(version) !== null) return;
    if (chart === UNKNOWN || version === UNKNOWN) {
      if (chart === UNKNOWN) yield unproved("chart");
      if (version === UNKNOWN && !isLocal(subject)) yield unproved("version");
      return;
    }
    if (isLocal(subject) || isPinnedReference(text(chart) ?? "")) return;
    yield version === undefined || version === ""
      ? "the chart needs a version"
      : "version is not one exact version: a range is another chart tomorrow";
  },
};

/** A folder or an archive on the disk is the one that lies there. A name without a repository may be one, too. */
function isLocal({ props }: Subject): boolean {
  // helm.v3.Chart has a property of its own for it.
  if (at(props, "path") !== undefined) return true;
  const repositories = [
    at(props, "repositoryOpts", "repo"),
    at(props, "fetchOpts", "repo"),
    at(props, "repo"),
  ];
  if (repositories.some((repo) => repo !== undefined && repo !== "")) return false;
  const chart = text(at(props, "chart")) ?? "";
  return !chart.includes("://") && (/^[./~]/.test(chart) || /\.tgz$/.test(chart));
}

/** `oci://registry/chart@sha256:…`, or the address of an archive that has its version in its name. */
function isPinnedReference(chart: string): boolean {
  const archive = /-v?(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(chart)?.[1];
  return /@sha256:[0-9a-f]{64}$/.test(chart) || (archive !== undefined && valid(archive) !== null);
}
