import { PLATFORM_PADS, type PlatformPad } from "../fleet/links.ts";

/*
 * What a credential of each kind of link may do at the target, all of it, and some of what it must not.
 *
 * `list` is list and watch. `reader`: yes where the environment says `mesh.rights: reader`, else no. Where: `everywhere`
 * is all namespaces at once; `gitops.namespaces` and `elsewhere` are a namespace that is named there, and one that is not.
 *
 * Proved on real API servers (tests/bed/links/rights.spec.ts), compared with fleet/rights.ts, and shown in docs/links.md.
 */
const TABLE = `
  verb    what                                            where               istio   linkerd  argocd  hub
  list    services                                        everywhere          yes     yes      no      no
  list    endpoints                                       everywhere          yes     yes      no      no
  list    endpointslices.discovery.k8s.io                 everywhere          yes     yes      no      no
  list    pods                                            everywhere          yes     yes      no      no
  list    replicasets.apps                                everywhere          yes     yes      no      no
  list    jobs.batch                                      everywhere          no      yes      no      no
  list    servers.policy.linkerd.io                       everywhere          no      yes      no      no
  list    nodes                                           everywhere          yes     no       no      no
  list    namespaces                                      everywhere          yes     no       no      no
  list    serviceentries.networking.istio.io              everywhere          yes     no       no      no
  list    workloadentries.networking.istio.io             everywhere          yes     no       no      no
  list    gateways.gateway.networking.k8s.io              everywhere          yes     no       no      no
  list    serviceexports.multicluster.x-k8s.io            everywhere          yes     no       no      no
  list    serviceimports.multicluster.x-k8s.io            everywhere          yes     no       no      no
  list    customresourcedefinitions.apiextensions.k8s.io  everywhere          yes     no       no      no
  create  tokenreviews.authentication.k8s.io              everywhere          yes     no       no      no
  create  subjectaccessreviews.authorization.k8s.io       everywhere          yes     no       no      no
  get     configmaps/istio                                istio-system        yes     no       no      no
  list    configmaps                                      istio-system        no      no       no      no
  list    configmaps                                      everywhere          no      no       no      no
  list    secrets                                         everywhere          reader  no       no      no
  list    secrets                                         istio-system        reader  no       no      no
  get     secrets/linkerd-identity-issuer                 linkerd             reader  no       no      no
  list    secrets                                         archipelago-system  reader  no       no      no
  list    secrets                                         gitops.namespaces   reader  no       yes     no
  create  configmaps                                      gitops.namespaces   no      no       yes     no
  patch   deployments.apps/any                            gitops.namespaces   no      no       yes     no
  delete  services/any                                    gitops.namespaces   no      no       yes     no
  list    secrets                                         argocd              reader  no       no      yes
  create  secrets                                         argocd              no      no       no      yes
  delete  secrets/any                                     argocd              no      no       no      yes
  list    appprojects.argoproj.io                         argocd              no      no       no      yes
  create  applications.argoproj.io                        argocd              no      no       no      yes
  patch   applicationsets.argoproj.io/any                 argocd              no      no       no      yes
  create  configmaps                                      argocd              no      no       no      no
  list    secrets                                         elsewhere           reader  no       no      no
  create  configmaps                                      elsewhere           no      no       no      no
  patch   services/any                                    elsewhere           no      no       no      no
  delete  services/any                                    elsewhere           no      no       no      no
  get     pods/any/log                                    elsewhere           no      no       no      no
  create  pods/any/exec                                   elsewhere           no      no       no      no
  create  serviceaccounts/any/token                       archipelago-system  no      no       no      no
  create  clusterrolebindings.rbac.authorization.k8s.io   everywhere          no      no       no      no
`;

const VERBS = ["list", "get", "create", "patch", "delete"] as const;
const ANSWERS = ["yes", "no", "reader"] as const;

/** Something that may be asked of an API server, and the answer that each kind of link gets. */
export interface RightsRow {
  readonly verb: (typeof VERBS)[number];
  readonly resource: string;
  /** API group; empty for the core. */
  readonly group: string;
  /** Of one object. */
  readonly name?: string;
  readonly subresource?: string;
  readonly where: string;
  readonly answers: Readonly<Record<PlatformPad, (typeof ANSWERS)[number]>>;
}

export const RIGHTS_TABLE: readonly RightsRow[] = TABLE.trim().split("\n").slice(1).map(parseRow);

function parseRow(line: string): RightsRow {
  const [verb, what = "", where = "", ...answers] = line.trim().split(/\s+/);
  const [type = "", name, subresource] = what.split("/");
  const [resource = "", ...group] = type.split(".");
  return {
    verb: oneOf(VERBS, verb),
    resource,
    group: group.join("."),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    where,
    answers: Object.fromEntries(
      PLATFORM_PADS.map((kind, index) => [kind, oneOf(ANSWERS, answers[index])]),
    ) as RightsRow["answers"],
  };
}

function oneOf<T extends string>(known: readonly T[], text: string | undefined): T {
  const found = known.find((candidate) => candidate === text);
  if (found === undefined) throw new Error(`"${String(text)}" is none of ${known.join(", ")}`);
  return found;
}

/** As it reads: `list endpointslices (discovery.k8s.io)`. */
export function describeRow({ verb, resource, group, name, subresource }: RightsRow): string {
  const object = name === undefined || name === "any" ? "" : ` ${name}`;
  const part = subresource === undefined ? "" : `/${subresource}`;
  return `${verb} ${resource}${part}${object}${group === "" ? "" : ` (${group})`}`;
}

/** The table in Markdown, as Prettier leaves it. */
export function renderRights(): string {
  const mark = { yes: "yes", no: "–", reader: "`reader`" };
  const rows = RIGHTS_TABLE.map((row) => [
    describeRow(row),
    row.where.includes(".") ? `\`${row.where}\`` : row.where,
    ...PLATFORM_PADS.map((kind) => mark[row.answers[kind]]),
  ]);
  const all = [["at the target", "where", ...PLATFORM_PADS], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head, ...body] = all.map(line);
  return [head, rule, ...body].join("\n");
}
