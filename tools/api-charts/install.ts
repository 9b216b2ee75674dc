import { ToolchainError } from "../toolchain-error.ts";
import { ensureApiCharts } from "./api-charts.ts";

/* Run by `npm run tools`: the resource types that are installed on clusters on which nothing runs. */

try {
  const onProgress = (line: string) => process.stderr.write(`${line}\n`);
  await ensureApiCharts({ onProgress });
} catch (error) {
  if (!(error instanceof ToolchainError)) throw error;
  process.stderr.write(
    `\n${error.message}\nAccess to the hosts above, or Go with access to Go modules, helps. See docs/toolchain.md.\n`,
  );
  process.exitCode = 1;
}
