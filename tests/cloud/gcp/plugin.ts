import packageJson from "@pulumi/gcp/package.json" with { type: "json" };
import { CloudFolder } from "../framework/folder.ts";
import { SimulatedCloud } from "../framework/simulated-cloud.ts";
import { serve } from "../framework/serve.ts";
import { GCP } from "./gcp.ts";

/* The provider of Google Cloud on a bed. It speaks to no cloud: what it makes is on the disk. */

await serve(new SimulatedCloud(CloudFolder.fromEnvironment(), GCP), packageJson.version);
