/** What a local cluster is to be. Plain data: it is the input of the provider and is stored in the state. */
export interface KwokSpec {
  /** Name of the cluster on this machine; also the name of its folder. */
  readonly name: string;
  /** Simulated nodes. */
  readonly nodes: number;
  /** Addresses of pods; default: what KWOK takes. */
  readonly podCidr?: string;
  /** Addresses of services; default: what the API server takes. */
  readonly serviceCidr?: string;
  /**
   * It serves Karmada's API. What is put into it is a template for other clusters: nothing is scheduled or run, and other
   * API servers can be joined to its own. @default false
   */
  readonly karmada?: boolean;
}

/** What a running local cluster tells. */
export interface KwokFacts {
  /** Changes when the cluster is made anew, and only then. */
  readonly identifier: string;
  readonly endpoint: string;
  /** PEM bundle of the API server's certificate authority, in base64. */
  readonly ca: string;
  /** Kubernetes version, `v1.35.4`. */
  readonly version: string;
  /** Issuer of service account tokens. */
  readonly issuer: string;
  /** Secret: holds the administrator's client certificate and key. */
  readonly kubeconfig: string;
}
