import { RefusalError } from "./api-server.ts";

/** Waits until an object has been made; one of its name that is there already is as good. */
export async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (!(error instanceof RefusalError && error.status === 409)) throw error;
  }
}
