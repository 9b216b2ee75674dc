import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureCluster, deleteCluster } from "../../components/cluster/kwok/lifecycle.ts";
import { Bed } from "../bed/bed.ts";
import { ratioOf, secondsOf, type Row } from "./timing.ts";

/** What running the local fleet costs. */
export async function benchFleet(): Promise<Row[]> {
  const bed = await Bed.create();
  try {
    const bare = await secondsOf(() => createBareClusters(bed));
    const first = await secondsOf(() => bed.succeed("up"));
    const again = await secondsOf(() => bed.succeed("up"));
    const emptyProgram = await makeProgram(bed, "empty", "export default () => ({});");
    const templateProgram = await makeProgram(
      bed,
      "template",
      'import "@pulumi/pulumi"; export default () => ({});',
    );
    const plainPreview = () => plain(bed, bed.root, "preview", "--stack", "local-eu-west-1");
    const empty = await ratioOf(5, plainPreview, emptyProgram);
    const template = await ratioOf(5, plainPreview, templateProgram);
    const remembered = await ratioOf(5, () => bed.succeed("preview"), emptyProgram);
    const help = await secondsOf(() => bed.fleet("--help"));
    return [
      {
        what: "no-change preview of a region stack / preview of an empty program",
        figure: describe(empty),
        goal: "≤ 1.5",
      },
      { what: "… / preview of a program that only imports @pulumi/pulumi", figure: describe(template) },
      {
        what: "no-change fleet preview of the environment, three stacks / preview of an empty program",
        figure: describe(remembered),
        goal: "≤ 1.5",
      },
      {
        what: "first up, two regions / creation of two bare clusters",
        figure: `${(first / bare).toFixed(1)} (${first.toFixed(1)} s / ${bare.toFixed(1)} s)`,
      },
      {
        what: "no-change up, two regions / first up",
        figure: `${(again / first).toFixed(2)} (${again.toFixed(1)} s)`,
      },
      { what: "fleet --help", figure: `${help.toFixed(2)} s`, goal: "< 0.3 s, on an idle machine" },
    ];
  } finally {
    await bed.destroy();
  }
}

/** Two clusters and nothing in them, one after the other has been started: what no fleet could do without. */
async function createBareClusters(bed: Bed): Promise<void> {
  const names = ["bare-a", "bare-b"];
  await Promise.all(names.map((name) => ensureCluster(bed.root, { name, nodes: 3 })));
  await Promise.all(names.map((name) => deleteCluster(bed.root, name)));
}

/** A preview of a program that creates nothing: the least the engine can be asked for. */
async function makeProgram(bed: Bed, name: string, program: string): Promise<() => Promise<void>> {
  const folder = path.join(bed.root, ".archipelago", name);
  mkdirSync(path.join(folder, "state"), { recursive: true });
  // No more than it needs: the language host looks for plugins in every package that is there.
  mkdirSync(path.join(folder, "node_modules/@pulumi"), { recursive: true });
  const sdk = "node_modules/@pulumi/pulumi";
  symlinkSync(realpathSync(path.join(bed.root, sdk)), path.join(folder, sdk));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module", main: "index.js" }));
  writeFileSync(path.join(folder, "index.js"), program);
  writeFileSync(
    path.join(folder, "Pulumi.yaml"),
    `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\nbackend: { url: file://./state }\n`,
  );
  await plain(bed, folder, "stack", "init", name);
  await plain(bed, folder, "up", "--yes", "--skip-preview", "--stack", name);
  return () => plain(bed, folder, "preview", "--stack", name);
}

function describe({ ratio, a, b }: Awaited<ReturnType<typeof ratioOf>>): string {
  return `${ratio.toFixed(2)} (${a.toFixed(1)} s / ${b.toFixed(1)} s)`;
}

async function plain(bed: Bed, folder: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await bed.pulumi("--cwd", folder, ...args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
