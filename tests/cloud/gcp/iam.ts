import type { CloudFolder } from "../framework/folder.ts";
import { textAt } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { projectOf, reference, text } from "./names.ts";

export const ACCOUNT_TYPE = "gcp:serviceaccount/account:Account";

type Making = Parameters<typeof projectOf>[0];
const emailOf = (making: Making) =>
  `${text(making.inputs, "accountId")}@${projectOf(making)}.iam.gserviceaccount.com`;
const nameOf = (making: Making) => `projects/${projectOf(making)}/serviceAccounts/${emailOf(making)}`;

const account: ResourceType = {
  global: true,
  immutable: ["accountId", "project"],
  id: nameOf,
  unique: (inputs) => text(inputs, "accountId"),
  taken: (inputs) =>
    `googleapi: Error 409: Service account ${text(inputs, "accountId")} already exists within project, alreadyExists`,
  objection: ({ inputs }) =>
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text(inputs, "accountId"))
      ? undefined
      : `googleapi: Error 400: "${text(inputs, "accountId")}" does not match pattern`,
  inUse: ({ id }) => `the service account ${id} is used by nodes`,
  computed: {
    email: emailOf,
    member: (making) => `serviceAccount:${emailOf(making)}`,
    name: nameOf,
    uniqueId: () => "112233445566778899000",
  },
};

/**
 * What Google says of a member that is not there: an account, or the pool that pods of a project come from, which its
 * first cluster with Workload Identity brings along. Google's own agents are there when they are needed.
 */
export function memberObjection(member: string, cloud: CloudFolder): string | undefined {
  const [, pool] = /^serviceAccount:(.+)\.svc\.id\.goog\[/.exec(member) ?? [];
  if (pool !== undefined) {
    const clusters = cloud.ofType("gcp:container/cluster:Cluster");
    return clusters.some(({ id }) => id.startsWith(`projects/${pool}/`))
      ? undefined
      : `googleapi: Error 400: Identity Pool does not exist (${pool}.svc.id.goog). Please check that you specified a valid resource name as returned in the \`name\` attribute in the configuration API., badRequest`;
  }
  const [, email] =
    /^serviceAccount:([a-z][a-z0-9-]*@(?!gcp-sa-|gs-|container-|compute-)[^@]+\.iam\.gserviceaccount\.com)$/.exec(
      member,
    ) ?? [];
  if (email === undefined || cloud.ofType(ACCOUNT_TYPE).some(({ outputs }) => outputs.email === email))
    return undefined;
  return `googleapi: Error 400: Service account ${email} does not exist., badRequest`;
}

/** Of a policy: one member with one role, where a condition makes another right of it. */
function memberOf(...keys: readonly string[]): ResourceType {
  return {
    global: true,
    immutable: [...keys, "role", "member", "condition"],
    id: ({ inputs }) =>
      [...keys, "role", "member", "condition.title"].map((path) => textAt(inputs, path) ?? "").join("/"),
    objection: ({ inputs }, cloud) => memberObjection(text(inputs, "member"), cloud),
    computed: { etag: () => "BwYAAAAA" },
  };
}

export const IAM: ResourceTypes = {
  [ACCOUNT_TYPE]: account,
  "gcp:projects/iAMMember:IAMMember": memberOf("project"),
  "gcp:serviceaccount/iAMMember:IAMMember": {
    ...memberOf("serviceAccountId"),
    references: [reference("serviceAccountId", ACCOUNT_TYPE, "name")],
  },
};
