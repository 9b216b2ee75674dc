import { z } from "zod";
import { someText } from "../values.ts";

export const existing = z
  .strictObject({
    kind: z.literal("existing"),
    context: someText.optional().describe("Context of a kubeconfig file"),
    kubeconfig: someText.optional().describe("Path of that file, inside this project or absolute"),
    secret: someText.optional().describe("Name of the Pulumi config secret that holds a kubeconfig"),
  })
  .refine(({ context, secret }) => (context === undefined) !== (secret === undefined), {
    error: "expected either context (with kubeconfig) or secret, and not both",
  })
  .refine(({ context, kubeconfig }) => (context === undefined) === (kubeconfig === undefined), {
    error: "context and kubeconfig belong together: the file is never taken from the surroundings",
  });
