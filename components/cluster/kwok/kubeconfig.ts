import { readFile } from "node:fs/promises";
import path from "node:path";
import { kubeconfigFor } from "../../../fleet/kubeconfig.ts";
import type { ClusterFolder } from "./folder.ts";

/** The administrator's kubeconfig, with certificates inside, so that it is worth something outside the folder too. */
export async function adminKubeconfig(folder: ClusterFolder, endpoint: string): Promise<string> {
  const [ca, certificate, key] = await Promise.all(
    ["ca.crt", "admin.crt", "admin.key"].map((file) =>
      readFile(path.join(folder.path, "pki", file), "base64"),
    ),
  );
  return kubeconfigFor({
    name: folder.name,
    endpoint,
    ca: String(ca),
    user: { "client-certificate-data": certificate, "client-key-data": key },
  });
}
