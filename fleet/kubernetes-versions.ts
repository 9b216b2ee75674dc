import { CATALOGUE, type KubernetesRange } from "./compatibility.ts";

/** Kubernetes minors that the newest versions of all systems support together. */
export const SUPPORTED_KUBERNETES: Required<KubernetesRange> = (() => {
  const ranges = Object.values(CATALOGUE).map(({ releases: [newest] }) => newest.kubernetes);
  return {
    oldest: Math.max(...ranges.map(({ oldest }) => oldest)),
    newest: Math.min(...ranges.map(({ newest = Infinity }) => newest)),
  };
})();

/** What local clusters run: the one version that the toolchain has (tools/catalogue.ts; a test compares them). */
export const LOCAL_KUBERNETES = "1.35.4";
