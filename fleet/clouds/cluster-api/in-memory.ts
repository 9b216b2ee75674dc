import type { ClusterApiDeclaration } from "./declared.ts";
import { KINDS } from "./kinds.ts";
import { kubeadmPlan } from "./kubeadm.ts";
import type { Owner, Shape } from "./shape.ts";

type InMemory = Extract<ClusterApiDeclaration["infrastructure"], { kind: "in-memory" }>;

const AT_ONCE = { provisioning: { startupDuration: "1s", startupJitter: "0.2" } };

/** Upstream's infrastructure for development: of machines, and of what runs on them, only records are kept. */
export function inMemoryPlan({ controlPlane, workers }: InMemory, owner: Owner): Shape {
  const machine = (parts: readonly string[]) => ({
    backend: { inMemory: Object.fromEntries(parts.map((part) => [part, AT_ONCE])) },
  });
  const worker = machine(["vm", "node"]);
  return kubeadmPlan(
    {
      // Without any annotation the controller ends in a panic (inmemorycluster_backend.go of 1.14.2: a nil map).
      cluster: {
        kind: KINDS.devCluster,
        spec: { backend: { inMemory: {} } },
        annotations: { "archipelago/cluster": owner.name },
      },
      template: KINDS.devMachineTemplate,
      controlPlane: {
        replicas: controlPlane.replicas,
        spec: machine(["vm", "node", "apiServer", "etcd"]),
      },
      workers: Object.fromEntries(
        Object.entries(workers).map(([name, { replicas }]) => [name, { replicas, spec: worker }]),
      ),
      nodeRegistration: { criSocket: "unix:///var/run/containerd/containerd.sock" },
    },
    owner,
  );
}
