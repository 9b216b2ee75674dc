import type { Step } from "../steps.ts";
import { bringUpEnvironment, bringUpHub, bringUpRegions } from "./bring-up.ts";
import type { HubContext } from "./context.ts";
import { look, lose } from "./lose.ts";
import { chooseBackups, restoreHeld } from "./restore.ts";
import { awaitWhole, compareMembers } from "./whole.ts";

/**
 * The hub is lost and comes back: what the program made from state and declaration, then the rest from the backup, for a
 * restore leaves alone what is there. The other regions come last: those whose clusters are kept on the hub make nothing
 * there before it has them back.
 */
export const HUB_STEPS: readonly Step<HubContext>[] = [
  { name: "look", run: look },
  { name: "lose", run: lose },
  { name: "hub", run: bringUpHub },
  { name: "environment", run: bringUpEnvironment },
  { name: "choose-backups", run: chooseBackups },
  { name: "restore", run: restoreHeld },
  { name: "regions", run: bringUpRegions },
  { name: "whole", run: awaitWhole },
  { name: "members", run: compareMembers },
];
