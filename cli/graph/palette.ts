import type { LinkKind } from "../../fleet/links.ts";

/** Colours of the picture, whatever its notation. */
export const PALETTE = {
  paper: "#ffffff",
  ink: "#1c2740",
  muted: "#667085",
  environment: { fill: "#f7f8fb", line: "#dfe3ec" },
  region: { fill: "#e9eef7", line: "#cdd6e6" },
  cluster: { fill: "#ffffff", line: "#aab5cb", border: 1 },
  hub: { fill: "#fffdf6", line: "#d19a1f", border: 2, ink: "#96690a" },
} as const;

/** Each kind differs in colour and in dashes, for those who see no difference in the one or print without it. */
export const LINKS: Readonly<
  Record<LinkKind, { name: string; label: string; colour: string; dashed: boolean }>
> = {
  istio: { name: "Istio", label: "Istio: reads the endpoints of", colour: "#3f66b0", dashed: false },
  linkerd: { name: "Linkerd", label: "Linkerd: mirrors services of", colour: "#2a8a7d", dashed: false },
  argocd: { name: "Argo CD", label: "Argo CD: deploys to", colour: "#d9622b", dashed: true },
  kubefed: { name: "KubeFed", label: "KubeFed: pushes to", colour: "#b0417a", dashed: true },
  karmada: { name: "Karmada", label: "Karmada: pushes to", colour: "#6a4fc4", dashed: true },
};

/** Fill and ink of workloads; from the ninth on they repeat. */
const WORKLOADS = [
  { fill: "#d9efe4", ink: "#175c41" },
  { fill: "#e6defa", ink: "#4b3290" },
  { fill: "#fde0e6", ink: "#8f2242" },
  { fill: "#d8ecf8", ink: "#14557d" },
  { fill: "#fbe6cf", ink: "#84490c" },
  { fill: "#e6efc8", ink: "#4d5d0d" },
  { fill: "#f6dcf3", ink: "#7c2372" },
  { fill: "#dfe3e8", ink: "#3a4657" },
] as const;

export function workloadColours(index: number): { readonly fill: string; readonly ink: string } {
  return WORKLOADS[index % WORKLOADS.length] ?? WORKLOADS[0];
}
