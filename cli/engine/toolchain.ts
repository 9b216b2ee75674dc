import { locateToolchain, type Toolchain } from "../../tools/toolchain.ts";
import { UsageError } from "../errors.ts";

/** The toolchain, if all of it is there; else an error that says how to get it. Only looks, and takes no time. */
export async function requireToolchain(): Promise<Toolchain> {
  const { toolchain, missing } = await locateToolchain();
  if (toolchain !== undefined) return toolchain;
  throw new UsageError(
    `Missing: ${missing.join(", ")}. To find, download or build what is missing: npm run tools`,
  );
}
