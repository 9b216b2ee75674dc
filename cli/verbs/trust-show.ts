import Table from "cli-table3";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf } from "../../fleet/fleet.ts";
import { certificatesIn, expiryOf, spkiHash } from "../../fleet/trust/certificates.ts";
import type { TrustMaterial } from "../../fleet/trust/material.ts";
import { PROJECT_ROOT } from "../engine/project.ts";
import { storeOf } from "../trust/simulated.ts";
import type { Roots } from "../trust/store.ts";

export interface TrustShowOptions {
  readonly environment?: string;
  readonly folder?: string;
  readonly json?: boolean;
}

/** One certificate. */
interface Row {
  readonly environment: string;
  /** `root`, or the name of a cluster. */
  readonly owner: string;
  readonly certificate: string;
  /** SHA-256 of the public key, in hexadecimal. */
  readonly hash: string;
  readonly expires: string;
}

/** `fleet trust show [environment]`: hash and end of every certificate in the folder. Keys are not read out. */
export function run(
  { environment: name, folder, json = false }: TrustShowOptions,
  root = PROJECT_ROOT,
): Promise<void> {
  const fleet = loadFleet(root);
  const environments = name === undefined ? fleet.environments : [environmentOf(fleet, name)];
  const rows = environments.flatMap((environment): Row[] => {
    const store = storeOf(root, environment.name, folder);
    const named = (owner: string) => (row: Omit<Row, "environment" | "owner">) => ({
      environment: environment.name,
      owner,
      ...row,
    });
    const roots = store.roots();
    return [
      ...(roots === undefined ? [] : rootRows(roots).map(named("root"))),
      ...store.clusters().flatMap((cluster) => materialRows(store.material(cluster)).map(named(cluster))),
    ];
  });
  console.log(json ? JSON.stringify({ certificates: rows }, undefined, 2) : format(rows));
  return Promise.resolve();
}

function rootRows({ root, next, previous }: Roots): Omit<Row, "environment" | "owner">[] {
  return [
    ...certificateRows("root", root.certificate),
    ...certificateRows("next root", next?.certificate),
    ...certificateRows("previous root", previous),
  ];
}

function materialRows(material: TrustMaterial | undefined): Omit<Row, "environment" | "owner">[] {
  if (material === undefined) return [];
  return [
    ...certificateRows("accepted root", material.root),
    ...certificateRows("issuer", material.issuer),
    ...Object.entries(material.webhooks ?? {}).flatMap(([webhook, { certificate }]) =>
      certificateRows(`webhook ${webhook}`, certificate),
    ),
  ];
}

function certificateRows(certificate: string, pem = ""): Omit<Row, "environment" | "owner">[] {
  return (certificatesIn(pem) ?? []).map((each) => ({
    certificate,
    hash: spkiHash(each),
    expires: expiryOf(each).toISOString(),
  }));
}

function format(rows: readonly Row[]): string {
  if (rows.length === 0) return "There is nothing yet; to make a root: npx fleet trust init <environment>";
  const table = new Table({ head: ["environment", "of", "certificate", "SHA-256 of the key", "ends"] });
  table.push(
    ...rows.map(({ environment, owner, certificate, hash, expires }) => [
      environment,
      owner,
      certificate,
      hash,
      expires.slice(0, 10),
    ]),
  );
  return table.toString();
}
