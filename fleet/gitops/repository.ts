import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The repository as Argo CD is to call it. What is no URL is a folder of the project; `.` is the repository that the
 * declaration itself is in. Only an Argo CD on the same machine can read such a one.
 */
export function repositoryUrl(repo: string, root: string): string {
  return isLocal(repo) ? pathToFileURL(path.resolve(root, repo)).href : repo;
}

/** Whether it is a folder of the project, and not an address: `https://…`, `ssh://…`, `git@host:path`. */
export function isLocal(repo: string): boolean {
  return !/^([a-z][a-z0-9+.-]*:\/\/|[^/]+@[^/]+:)/i.test(repo);
}

/**
 * Where in the repository a path of the project is: the repository has the project at its top, or is a folder of it.
 * The path is taken as it is if it is not in that folder.
 */
export function repositoryPath(repo: string, inProject: string): string {
  const location = path.posix.normalize(inProject).replace(/\/$/, "");
  if (!isLocal(repo)) return location;
  const inside = path.posix.relative(path.posix.normalize(repo), location);
  return inside === ".." || inside.startsWith("../") ? location : inside;
}
