import { agreesWithSdk } from "../sdk-drift.ts";
import { GCP } from "./gcp.ts";

describe("the simulated Google Cloud agrees with the SDK on", () => {
  agreesWithSdk(GCP.types);
});
