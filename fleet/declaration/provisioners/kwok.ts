import { z } from "zod";

export const kwok = z.strictObject({
  kind: z.literal("kwok"),
  nodes: z.int().min(1).max(1000).default(3).describe("Simulated nodes"),
});
