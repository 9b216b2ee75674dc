import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AWS } from "../../cloud/aws/aws.ts";
import { Faults } from "../../cloud/framework/faults.ts";
import { CLOUD_FOLDER, CloudFolder } from "../../cloud/framework/folder.ts";
import { Ledger } from "../../cloud/framework/ledger.ts";
import { GCP } from "../../cloud/gcp/gcp.ts";
import { PROJECT } from "../../cloud/gcp/names.ts";
import { SimulatedCloud } from "../../cloud/framework/simulated-cloud.ts";
import { Bed } from "../bed.ts";
import { clusterProcessesIn } from "../engine-processes.ts";

const CLOUDS = path.resolve(import.meta.dirname, "../../cloud");

/** A bed whose engine finds simulated clouds where a user's would find the providers of the real ones. */
export class CloudBed {
  readonly bed: Bed;
  readonly folder: CloudFolder;
  readonly ledger: Ledger;
  readonly faults: Faults;

  private constructor(bed: Bed, folder: CloudFolder) {
    this.bed = bed;
    this.folder = folder;
    this.ledger = new Ledger(folder);
    this.faults = new Faults(folder);
  }

  static async create(declaration: string): Promise<CloudBed> {
    const folder = new CloudFolder(realpathSync(mkdtempSync(path.join(tmpdir(), "archipelago-cloud-"))));
    const programs = ["aws", "gcp"].map((cloud) => path.join(CLOUDS, cloud, "bin"));
    const bed = await Bed.create(declaration, { [CLOUD_FOLDER]: folder.path }, programs);
    return new CloudBed(bed, folder);
  }

  /** AWS as somebody else reaches it, in a region. */
  aws(region: string): SimulatedCloud {
    const cloud = new SimulatedCloud(this.folder, AWS);
    cloud.configure({ region });
    return cloud;
  }

  /** Google Cloud, likewise. */
  gcp(region: string): SimulatedCloud {
    const cloud = new SimulatedCloud(this.folder, GCP);
    cloud.configure({ project: PROJECT, region });
    return cloud;
  }

  /** Types of the resources that are there, each as often as there are. */
  types(): string[] {
    return this.folder
      .all()
      .map(({ type }) => type)
      .sort();
  }

  async destroy(): Promise<void> {
    try {
      await this.bed.destroy();
    } finally {
      for (const { pid } of clusterProcessesIn(this.folder.path)) process.kill(pid, "SIGKILL");
      rmSync(this.folder.path, { recursive: true, force: true });
    }
  }
}
