/** Where istiod runs, and where the mesh as a whole is configured: upstream's default root namespace. */
export const ISTIO_NAMESPACE = "istio-system";

/**
 * Where what runs on every node is: the CNI agent and, for ambient, ztunnel. A namespace of its own, since both need
 * host paths and capabilities that Pod Security allows only to `privileged`, and istiod and the gateways need none. The
 * two have to be together: the agent knows ztunnel by its own namespace (istio, cni/pkg/nodeagent, isZtunnelPod).
 */
export const ISTIO_NODE_NAMESPACE = "istio-cni";

/** Tells istiod which network a cluster, a gateway or a workload is in. */
export const NETWORK_LABEL = "topology.istio.io/network";

/** Name of the gateway to the other networks, in both profiles: that of istio.io, "Install Multi-Primary on different networks". */
export const EAST_WEST_GATEWAY = "istio-eastwestgateway";

/** Port of that gateway at which TLS is passed through by its SNI (istio, manifests/charts/gateway/values.yaml). */
export const PASSTHROUGH_PORT = 15443;

/** Port of that gateway for HBONE, the tunnel of ambient (istio, manifests/charts/istio-control, waypoint template). */
export const HBONE_PORT = 15008;
