import type { Platform } from "./catalogue.ts";
import { ToolchainError } from "./toolchain-error.ts";

const systems: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", arm64: "arm64" };

/** The platform this process runs on. */
export function hostPlatform(): Platform {
  const system = systems[process.platform];
  const architecture = architectures[process.arch];
  if (!system || !architecture) {
    throw new ToolchainError([
      `The toolchain is known for Linux and macOS on amd64 and arm64, not for ${process.platform} on ${process.arch}.`,
    ]);
  }
  return `${system}-${architecture}` as Platform;
}
