/** Where and for whom a resource is made. */
export interface Place {
  /** Account or project. */
  readonly account: string;
  /** The resource's own region, or `global`. */
  readonly region: string;
  /** Part of a cloud that knows nothing of its other parts; only AWS has them. */
  readonly partition?: string;
}
