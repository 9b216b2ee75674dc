import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { projectOf, text } from "./names.ts";

export const ACCOUNT_TYPE = "gcp:serviceaccount/account:Account";

type Making = Parameters<typeof projectOf>[0];
const emailOf = (making: Making) =>
  `${text(making.inputs, "accountId")}@${projectOf(making)}.iam.gserviceaccount.com`;

const account: ResourceType = {
  global: true,
  immutable: ["accountId", "project"],
  id: (making) => `projects/${projectOf(making)}/serviceAccounts/${emailOf(making)}`,
  unique: (inputs) => text(inputs, "accountId"),
  taken: (inputs) =>
    `googleapi: Error 409: Service account ${text(inputs, "accountId")} already exists within project, alreadyExists`,
  inUse: ({ id }) => `the service account ${id} is used by nodes`,
  computed: {
    email: emailOf,
    member: (making) => `serviceAccount:${emailOf(making)}`,
    name: (making) => `projects/${projectOf(making)}/serviceAccounts/${emailOf(making)}`,
    uniqueId: () => "112233445566778899000",
  },
};

const member: ResourceType = {
  global: true,
  immutable: ["project", "role", "member"],
  id: ({ inputs }) => ["project", "role", "member"].map((key) => text(inputs, key)).join("/"),
  computed: { etag: () => "BwYAAAAA" },
};

export const IAM: ResourceTypes = { [ACCOUNT_TYPE]: account, "gcp:projects/iAMMember:IAMMember": member };
