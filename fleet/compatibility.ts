import type { ApiName } from "./platform/system.ts";

/** Versions of the resource types that are installed by themselves; the toolchain has exactly these. */
export const API_VERSIONS: Readonly<Record<ApiName, string>> = {
  istio: "1.30.3",
  "gateway-api": "1.4.1",
  linkerd: "2.20.0",
  "argo-cd": "3.2.1",
  velero: "1.18.1",
  "external-dns": "0.20.0",
};
