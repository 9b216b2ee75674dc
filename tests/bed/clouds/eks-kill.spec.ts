import type { CloudBed } from "./cloud-bed.ts";
import { eksBed } from "./eks-bed.ts";
import { eksFleet } from "./eks-fleet.ts";
import { assertWhole, cutOff, cutOffAtRandom } from "./kill.ts";

const KILLS = Number(process.env.KILLS ?? 6);
/** Seconds within which a kill comes. The run goes on where the one before it was cut off, so that all of it is tried. */
const SPAN = Number(process.env.KILL_SPAN ?? 14);
const CLUSTER = "aws:eks/cluster:Cluster";
const WHOLE = { cluster: CLUSTER, regions: ["eu-west-1", "eu-central-1"] };

describe("kill -9 during a first up on EKS", function () {
  this.timeout("10m");
  let at: CloudBed;

  beforeEach(async () => {
    at = await eksBed(eksFleet({ linked: false }));
  });
  afterEach(() => at.destroy());

  it(`${KILLS} times at random moments: the next up converges, with one cluster a region, nothing twice`, async () => {
    await cutOffAtRandom(at, KILLS, SPAN);
    await assertWhole(at, WHOLE);
  });

  it("while the cloud makes the clusters, which takes long: they are waited for and taken over", async () => {
    at.faults.set({ operation: "create", type: CLUSTER, seconds: 600 });
    await cutOff(at, "fleet", () => at.folder.ofType(CLUSTER).length === 2);
    at.faults.set();
    await assertWhole(at, WHOLE);
  });
});
