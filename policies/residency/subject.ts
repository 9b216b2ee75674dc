import type { Profile } from "../../fleet/residency/profile.ts";
import { treeOf, UNKNOWN, type Tree, type TreeMap } from "../tree.ts";
import { filesOf } from "../wire.ts";

/** A resource as the rules see it. */
export interface Subject {
  readonly urn: string;
  /** `aws:s3/bucket:Bucket`, `kubernetes:velero.io/v1:BackupStorageLocation`. */
  readonly type: string;
  readonly props: TreeMap;
  /** `undefined` of a component, and of a provider itself. */
  readonly provider: { readonly type: string; readonly urn: string; readonly props: TreeMap } | undefined;
  readonly profile: Profile;
}

interface Args {
  readonly urn: string;
  readonly type: string;
  readonly props: object;
  readonly provider?: { readonly type: string; readonly urn: string; readonly props: object };
}

/** A provider serves many resources; its properties are read once. */
const providers = new WeakMap<object, TreeMap>();

export function subjectOf({ urn, type, props, provider }: Args, profile: Profile): Subject {
  return {
    urn,
    type,
    props: { ...mapOf(props), ...valueFiles(type, props) },
    provider: provider && { type: provider.type, urn: provider.urn, props: providerProps(provider.props) },
    profile,
  };
}

/** The texts of a chart's files of values; a file that cannot be read is one that is not known. */
function valueFiles(type: string, props: object): TreeMap {
  if (!type.startsWith("kubernetes:helm.sh/")) return {};
  const given = mapOf(props).valueYamlFiles;
  if (!Array.isArray(given)) return {};
  const textAt = filesOf(props);
  return { valueYamlFiles: given.map((_, index) => textAt(`valueYamlFiles[${index}]`) ?? UNKNOWN) };
}

function providerProps(props: object): TreeMap {
  const known = providers.get(props);
  if (known !== undefined) return known;
  const read = mapOf(props);
  providers.set(props, read);
  return read;
}

function mapOf(props: object): TreeMap {
  return treeOf(props) as Exclude<Tree, string> as TreeMap;
}

/** `aws` of `aws:s3/bucket:Bucket`. */
export function packageOf(type: string): string {
  return type.slice(0, type.indexOf(":"));
}

/** `s3/bucket` of `aws:s3/bucket:Bucket`. */
export function moduleOf(type: string): string {
  return type.split(":")[1] ?? "";
}
