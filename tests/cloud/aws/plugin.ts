import packageJson from "@pulumi/aws/package.json" with { type: "json" };
import { CloudFolder } from "../framework/folder.ts";
import { keepBalancing } from "../framework/load-balancers.ts";
import { SimulatedCloud } from "../framework/simulated-cloud.ts";
import { serve } from "../framework/serve.ts";
import { AWS } from "./aws.ts";
import { CLUSTER } from "./eks.ts";
import { balanceAll } from "./load-balancers.ts";

/* The provider of AWS on a bed. It speaks to no cloud: what it makes is on the disk. */

const folder = CloudFolder.fromEnvironment();
const cloud = new SimulatedCloud(folder, {
  ...AWS,
  place: (configuration) => {
    const place = AWS.place(configuration);
    keepBalancing(folder, place.region, CLUSTER, (cluster) => balanceAll(folder, cluster));
    return place;
  },
});
await serve(cloud, packageJson.version);
