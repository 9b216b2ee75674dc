import path from "node:path";
import { deployerPolicy } from "../fleet/clouds/aws/deployer-policy.ts";
import { deployerRoles } from "../fleet/clouds/gcp/deployer-roles.ts";
import { loadFleet } from "../fleet/declaration/load.ts";
import { environmentOf, type Environment } from "../fleet/fleet.ts";

/*
 * `npm run deployer-policy -- <environment> [folder] [aws|gcp]`: what whoever deploys the clusters of an environment has to
 * be allowed, for the declaration in the folder (default: this project's). In AWS that is a policy of IAM, in Google Cloud
 * the roles by project. The cloud has to be named where the environment has clusters in both.
 */

const DOCUMENTS: Readonly<Record<string, (environment: Environment) => object | undefined>> = {
  aws: deployerPolicy,
  gcp: deployerRoles,
};

const [name = "", folder = ".", cloud] = process.argv.slice(2);
const environment = environmentOf(loadFleet(path.resolve(folder)), name);
const asked = Object.entries(DOCUMENTS).filter(([each]) => cloud === undefined || each === cloud);
const documents = asked.flatMap(([, document]) => document(environment) ?? []);
if (documents.length === 1) console.log(JSON.stringify(documents[0], null, 2));
else {
  console.error(
    documents.length === 0
      ? `Environment ${name} has no cluster of EKS or GKE${cloud === undefined ? "" : ` in ${cloud}`}.`
      : `Environment ${name} has clusters in two clouds: npm run deployer-policy -- ${name} ${folder} aws, or gcp.`,
  );
  process.exitCode = 1;
}
