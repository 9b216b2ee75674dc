import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { deployerRoles } from "../../../../fleet/clouds/gcp/deployer-roles.ts";
import { madeResourcesOf } from "../../../../fleet/clouds/gcp/made-resources.ts";
import { PERMISSIONS, QUESTIONS } from "../../../../fleet/clouds/gcp/permissions.ts";
import { readDeclaration } from "../../../../fleet/declaration/load.ts";
import { environmentOf, resolveFleet } from "../../../../fleet/fleet.ts";
import { WORKLOAD } from "../../../components/schemas/declarations.ts";
import { registrationsOf } from "../../../components/schemas/objects.ts";
import { makeProject, removeProject } from "../../../declaration/project.ts";
import { cluster } from "../../arbitraries.ts";
import { environment } from "../../environments.ts";
import { gkeFleet, POOL } from "./fleets.ts";
import { GATEWAY, sharedFleet } from "./shared.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const EXAMPLE = readFileSync(path.join(ROOT, "examples/gke/fleet.yaml"), "utf8");

/** The same with a workload that a test has. */
const withShop = (declaration: string) => declaration.replace("examples/storefront", "shop.yaml");

function declared(declaration: string) {
  const root = makeProject({ "shop.yaml": WORKLOAD });
  try {
    return environmentOf(resolveFleet(readDeclaration(withShop(declaration), root)), "prod");
  } finally {
    removeProject(root);
  }
}

const example = () => declared(EXAMPLE);

function rolesIn(project: string, ...args: Parameters<typeof gkeFleet>) {
  const roles = deployerRoles(gkeFleet(...args).environment)?.[project];
  assert.ok(roles, project);
  return roles;
}

describe("the roles of whoever deploys clusters of GKE", () => {
  it("stand in docs/gke-deployer.json for the example (if not: npm run deployer-policy)", () => {
    const written: unknown = JSON.parse(readFileSync(path.join(ROOT, "docs/gke-deployer.json"), "utf8"));
    assert.deepEqual(JSON.parse(JSON.stringify(deployerRoles(example()))), written);
  });

  it("have a row for every resource that the program can make in Google Cloud and every question, and no other", () => {
    const sdk = readFileSync(path.join(ROOT, "components/sdk/gcp.ts"), "utf8");
    const exported = [...sdk.matchAll(/^export \{ (\w+).*"@pulumi\/gcp\/(\w+)\/(\w+)\.js";$/gm)].map(
      ([, name = "", module = "", file = ""]) => ({ name, module, file }),
    );
    const questions = exported.filter(({ name }) => name.startsWith("get"));
    assert.deepEqual(
      Object.keys(QUESTIONS).sort(),
      questions.map(({ module, file }) => `gcp:${module}/${file}:${file}`).sort(),
    );
    const resources = exported
      .filter(({ name }) => !name.startsWith("get"))
      .map(({ name, module, file }) => {
        // `IAMMember` of a module of its own is in `iammember.js`, and has two capitals less in its token.
        const token = file === "iammember" ? "iAMMember" : file;
        return `gcp:${module}/${token}:${file === "iammember" ? "IAMMember" : name}`;
      });
    assert.deepEqual(Object.keys(PERMISSIONS).sort(), resources.sort());
  });

  it("cover what the stacks of a fleet register, in the project that they register it in", async () => {
    for (const declaration of [EXAMPLE, sharedFleet({ entries: { shop: GATEWAY } })]) {
      const seen = await registrationsOf(withShop(declaration), {
        config: { "archipelago:backupPassword": "password-of-the-test" },
      });
      const made = madeResourcesOf(declared(declaration));
      const planned = new Set(made.map(({ type, project }) => `${type} ${project}`));
      const types = new Set(made.map(({ type }) => type));
      for (const { type, name, inputs } of seen.filter((each) => each.type.startsWith("gcp:"))) {
        // What hangs on another resource says no project of its own.
        const { project } = inputs;
        if (typeof project === "string") assert.ok(planned.has(`${type} ${project}`), `${type} ${name}`);
        else assert.ok(types.has(type), `${type} ${name}`);
      }
      const registered = new Set(seen.map(({ type }) => type));
      for (const type of types)
        assert.ok(type in QUESTIONS || registered.has(type), `${type} is asked for and never made`);
    }
  }).timeout(60_000);

  it("give whoever deploys no right to give any other than the roles that the program gives", () => {
    const { archipelagoDeployer, beside } = rolesIn("acme-prod-1234", { nodePools: POOL });
    assert.deepEqual(beside, [
      { role: "roles/container.admin" },
      {
        role: "roles/resourcemanager.projectIamAdmin",
        condition: {
          title: "its own roles",
          expression:
            'api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly(["roles/container.defaultNodeServiceAccount"])',
        },
      },
    ]);
    const { includedPermissions } = archipelagoDeployer;
    assert.ok(!includedPermissions.includes("resourcemanager.projects.setIamPolicy"));
    assert.ok(!includedPermissions.some((permission) => permission.includes("*")));
  });

  it("ask for no more than what is declared", () => {
    const has = (provisioner: object, permission: string) =>
      rolesIn("acme-prod-1234", provisioner).archipelagoDeployer.includedPermissions.includes(permission);
    assert.equal(has({ nodePools: POOL }, "cloudkms.keyRings.create"), false);
    assert.equal(has({ nodePools: POOL, key: "made" }, "cloudkms.keyRings.create"), true);
    assert.equal(has({ nodePools: POOL, network: { nat: false } }, "compute.routers.create"), false);
    const { archipelagoDeployer } = rolesIn("acme-prod-1234", { adopt: true });
    assert.deepEqual(archipelagoDeployer.includedPermissions, [
      "container.clusters.create",
      "container.clusters.delete",
      "container.clusters.get",
      "container.clusters.update",
      "container.operations.get",
      "iam.serviceAccounts.actAs",
    ]);
  });

  it("never delete what has to stay", () => {
    for (const { archipelagoDeployer } of Object.values(deployerRoles(example()) ?? {}))
      for (const permission of archipelagoDeployer.includedPermissions)
        assert.doesNotMatch(permission, /^(cloudkms|gkebackup)\.\w+\.(delete|destroy)/);
  });

  it("are none where there is no cluster of GKE", () => {
    assert.equal(deployerRoles(environment([cluster("dub", "eu-west-1")])), undefined);
  });
});
