import { deleteCluster } from "./lifecycle.ts";

/*
 * A program of its own, for a drill that loses a local cluster: ends its processes and removes its folder, in the project
 * that it is started in. Two arguments: the cluster's name, and its identifier, so that another one of the name stays.
 */

const [name, identifier] = process.argv.slice(2);
if (!name || !identifier) throw new Error("Expected the name of a cluster and its identifier.");
await deleteCluster(process.cwd(), name, identifier);
