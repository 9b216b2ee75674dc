import { isUnderWay, nextStep, type RotationStep } from "../../fleet/rotation.ts";
import { counted } from "../../fleet/problems.ts";
import type { Project } from "../engine/project.ts";
import { bringUpStacks, type BringUpOptions, type StackFailure } from "../report/bring-up.ts";
import { sourceStacks, type PadPlace } from "./pads.ts";
import { declareSlots, readPads, type Pad } from "./state.ts";
import { verifyUse, type Refusal } from "./verify.ts";

/** What a rotation came to. */
export interface RotationReport {
  /** Landing pads whose old token is gone, `us-east-1/istio`. */
  readonly rotated: readonly string[];
  /** A rotation that had been cut off was taken up again. */
  readonly resumed: boolean;
  /** Chosen landing pads that were left alone: they were through before the cut, or not part of that rotation. */
  readonly untouched: readonly string[];
  /** How often each stack was brought up. */
  readonly runs: Readonly<Record<string, number>>;
  readonly failed: readonly StackFailure[];
  /** The step at which it stopped; unset if it is through. */
  readonly stoppedAt?: RotationStep["kind"];
  /** Sources that were not seen to use the new token. Nothing was emptied while there was one. */
  readonly refused: readonly Refusal[];
}

/** Why a rotation stops; nothing in it: it goes on. */
type Setback = Pick<RotationReport, "failed" | "refused">;

/** Rotates the tokens of landing pads, or goes on with a rotation of them that was cut off. */
export class Rotation {
  readonly #project: Project;
  readonly #places: readonly PadPlace[];
  readonly #options: BringUpOptions;
  readonly #runs: Record<string, number> = {};
  readonly #touched = new Set<string>();
  readonly #confirmed = new Set<string>();

  constructor(project: Project, places: readonly PadPlace[], options: BringUpOptions) {
    this.#project = project;
    this.#places = places;
    this.#options = options;
  }

  /** Goes on until nothing is left to do, or something fails. The same call later goes on from there. */
  async run(): Promise<RotationReport> {
    let pads = await this.#read();
    const resumed = isUnderWay(pads);
    let setback: Setback = { failed: [], refused: [] };
    let step = nextStep(pads, !resumed);
    while (step !== undefined) {
      setback = await this.#carryOut(step);
      if (setback.failed.length + setback.refused.length > 0) break;
      pads = await this.#read();
      const next = nextStep(pads, false);
      if (next?.kind === step.kind) throw stuck(step);
      step = next;
    }
    return this.#report(resumed, setback, step?.kind);
  }

  async #read(): Promise<Pad[]> {
    const pads = await readPads(this.#project, this.#places);
    return pads.map((pad) => ({ ...pad, confirmed: this.#confirmed.has(nameOf(pad.place)) }));
  }

  async #carryOut({ kind, pads }: RotationStep<Pad>): Promise<Setback> {
    const all = pads.map(({ pad }) => pad);
    for (const { place } of all) this.#touched.add(nameOf(place));
    this.#say(`${TITLES[kind]} (${counted(all.length, "landing pad")})`);
    if (kind === "hand-over") return this.#handOver(all);
    await declareSlots(this.#project, pads);
    const stacks = all.map(({ place }) => place.stack);
    return { failed: await this.#bringUp(stacks), refused: [] };
  }

  /** A source that could not be brought up is asked all the same: what it says is what is wrong with it. */
  async #handOver(pads: readonly Pad[]): Promise<Setback> {
    const { regions, environments } = sourceStacks(pads.map(({ place }) => place));
    const failed = [...(await this.#bringUp(regions)), ...(await this.#bringUp(environments))];
    const refused = await verifyUse(this.#project, pads);
    if (failed.length + refused.length === 0)
      for (const { place } of pads) this.#confirmed.add(nameOf(place));
    return { failed, refused };
  }

  async #bringUp(stacks: readonly string[]): Promise<readonly StackFailure[]> {
    const distinct = [...new Set(stacks)].sort();
    for (const stack of distinct) this.#runs[stack] = (this.#runs[stack] ?? 0) + 1;
    return (await bringUpStacks(this.#project, distinct, { ...this.#options, holdRollouts: true })).failed;
  }

  #report(resumed: boolean, setback: Setback, stoppedAt: RotationStep["kind"] | undefined): RotationReport {
    const names = this.#places.map(nameOf);
    return {
      ...(stoppedAt === undefined ? {} : { stoppedAt }),
      rotated: stoppedAt !== undefined ? [] : names.filter((name) => this.#touched.has(name)),
      resumed,
      untouched: names.filter((name) => !this.#touched.has(name)),
      runs: this.#runs,
      ...setback,
    };
  }

  #say(line: string): void {
    if (!this.#options.quiet) console.log(line);
  }
}

const TITLES: Readonly<Record<RotationStep["kind"], string>> = {
  fill: "Fill the other slot",
  move: "Move the pointer to it",
  "hand-over": "Update every source, and see that each of them uses the new token",
  empty: "Empty the old slot",
};

function nameOf({ environment, cluster, kind }: PadPlace): string {
  return `${environment.name}/${cluster.name}/${kind}`;
}

function stuck({ kind, pads }: RotationStep<Pad>): Error {
  const names = pads.map(({ pad }) => nameOf(pad.place)).join(", ");
  return new Error(
    `The step "${TITLES[kind]}" was carried out, but ${names} does not show it. Nothing was emptied.`,
  );
}
