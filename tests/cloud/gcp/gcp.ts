import { textAt } from "../framework/properties.ts";
import type { CloudDefinition } from "../framework/simulated-cloud.ts";
import { BACKUP } from "./backup.ts";
import { CONTAINER } from "./container.ts";
import { DNS } from "./dns.ts";
import { IAM } from "./iam.ts";
import { cryptoKeysIn, keyRingsIn, KMS } from "./kms.ts";
import { PROJECT_NUMBER } from "./names.ts";
import { COMPUTE } from "./network.ts";
import { STORAGE } from "./storage.ts";

/** Google Cloud, as far as clusters of GKE need it. Features of fleets are not in it. */
export const GCP: CloudDefinition = {
  types: { ...COMPUTE, ...CONTAINER, ...IAM, ...KMS, ...STORAGE, ...BACKUP, ...DNS },
  functions: {
    "gcp:organizations/getProject:getProject": (args, { place }) => {
      const projectId = textAt(args, "projectId") ?? place.account;
      return { id: `projects/${projectId}`, projectId, number: PROJECT_NUMBER };
    },
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": (args, { place }) => {
      const project = textAt(args, "project") ?? place.account;
      const emailAddress = `service-${PROJECT_NUMBER}@gs-project-accounts.iam.gserviceaccount.com`;
      return { id: emailAddress, project, emailAddress, member: `serviceAccount:${emailAddress}` };
    },
    "gcp:kms/getKeyRings:getKeyRings": (args, { place, folder }) =>
      keyRingsIn(folder, textAt(args, "project") ?? place.account, textAt(args, "location") ?? ""),
    "gcp:kms/getCryptoKeys:getCryptoKeys": (args, { folder }) =>
      cryptoKeysIn(folder, textAt(args, "keyRing") ?? ""),
  },
  place: (configuration) => {
    const [project, region] = [textAt(configuration, "project"), textAt(configuration, "region")];
    if (project === undefined || region === undefined)
      throw new Error("project: required field is not set; region: required field is not set");
    return { account: project, region };
  },
  common: () => ({}),
};
