import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder of files by path; a text that starts with `-> ` makes a symbolic link. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), "archipelago-"));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (content.startsWith("-> ")) symlinkSync(content.slice(3), file);
    else writeFileSync(file, content);
  }
  return root;
}

export function removeProject(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 1
  template:
    spec:
      containers: [{ name: app, image: "nginx:1.27" }]
`;

/** What the declarations of these tests deploy, and what they cannot. */
export const PROJECT: Readonly<Record<string, string>> = {
  "web.yaml": `${deployment("web")}---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\n`,
  "db/database.yaml": deployment("db"),
  "db/config.yml":
    "apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: db } }]\n",
  "kustomized/kustomization.yaml": "resources: [../web.yaml]\n",
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
  "chart/templates/service.yaml": "{{ not YAML }}\n",

  "broken/kustomization/kustomization.yaml": "- web.yaml\n",
  "broken/chart/Chart.yaml": "apiVersion: v2\nversion: 1\n",
  "broken/syntax.yaml": "apiVersion: v1\nkind: Service\n---\nkind: [Service\nmetadata: {}\n",
  "broken/objects.yaml":
    "apiVersion: v1\nkind: Service\nmetadata: {}\n---\n- web\n---\nkind: Service\nmetadata: { name: 1 }\n",
  "broken/list.yaml":
    "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: { nam: x }\n",
  "broken/twins/a.yaml": deployment("web"),
  "broken/twins/b.yaml": `${deployment("other")}---\n${deployment("web").replace("name: web", "name: web, namespace: web")}`,
  "broken/empty.yaml": "# nothing yet\n",
  "broken/deep/a.yaml": deployment("a"),
  "broken/deep/more/b.yaml": deployment("b"),
  "broken/both/Chart.yaml": "name: both\n",
  "broken/both/kustomization.yml": "resources: []\n",
  "broken/none/README.md": "nothing here\n",
  "services.yaml": `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { clusterIP: None, ports: [{ port: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: dns }
spec: { ports: [{ port: 53, protocol: UDP }] }
`,
  "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n",
  "notes.txt": "not YAML\n",
  "linked.yaml": "-> /etc/hostname",
  "linked-folder": "-> /etc",
  "inner-link.yaml": "-> web.yaml",
  "dangling.yaml": "-> nowhere.yaml",
};
