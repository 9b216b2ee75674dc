import path from "node:path";
import { deployerPolicy } from "../fleet/clouds/aws/deployer-policy.ts";
import { loadFleet } from "../fleet/declaration/load.ts";
import { environmentOf } from "../fleet/fleet.ts";

/*
 * `npm run deployer-policy -- <environment> [folder]`: the policy of IAM that the role needs which deploys the clusters of
 * EKS of an environment, for the declaration in the folder (default: this project's).
 */

const [environment = "", folder = "."] = process.argv.slice(2);
const policy = deployerPolicy(environmentOf(loadFleet(path.resolve(folder)), environment));
if (policy === undefined) {
  console.error(`Environment ${environment} has no cluster of EKS.`);
  process.exitCode = 1;
} else console.log(JSON.stringify(policy, null, 2));
