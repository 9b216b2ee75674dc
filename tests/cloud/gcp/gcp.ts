import { textAt } from "../framework/properties.ts";
import type { CloudDefinition } from "../framework/simulated-cloud.ts";
import { CONTAINER } from "./container.ts";
import { IAM } from "./iam.ts";
import { PROJECT_NUMBER } from "./names.ts";
import { COMPUTE } from "./network.ts";

/** Google Cloud, as far as a cluster of GKE needs it that has Google's key and no backups. */
export const GCP: CloudDefinition = {
  types: { ...COMPUTE, ...CONTAINER, ...IAM },
  functions: {
    "gcp:organizations/getProject:getProject": (args, { place }) => {
      const projectId = textAt(args, "projectId") ?? place.account;
      return { id: `projects/${projectId}`, projectId, number: PROJECT_NUMBER };
    },
  },
  place: (configuration) => {
    const [project, region] = [textAt(configuration, "project"), textAt(configuration, "region")];
    if (project === undefined || region === undefined)
      throw new Error("project: required field is not set; region: required field is not set");
    return { account: project, region };
  },
  common: () => ({}),
};
