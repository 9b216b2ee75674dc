import * as pulumi from "../sdk/pulumi.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { applicationSets } from "../../fleet/gitops/application-set.ts";
import { appProject, defaultProject } from "../../fleet/gitops/project.ts";
import { repositoryUrl } from "../../fleet/gitops/repository.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface GitOpsArgs {
  readonly environment: Environment;
  readonly hub: ClusterConnection;
  /** Folder of the project; a repository in it is named from there. */
  readonly root: string;
}

/** What Argo CD deploys in an environment, and where it may: projects first, then ApplicationSets. */
export class GitOps extends pulumi.ComponentResource {
  constructor(
    name: string,
    { environment, hub, root }: GitOpsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:gitops:GitOps", name, {}, options);
    const { gitops } = environment;
    const create = (dependsOn: pulumi.Resource[]) => (object: KubernetesObject) =>
      createObject(`${object.kind}/${object.metadata.name}`, object, inside(hub, this, { dependsOn }));
    if (gitops !== undefined) {
      const repository = repositoryUrl(gitops.repo, root);
      // An ApplicationSet whose project is missing fails, and is not tried again for minutes.
      const projects = [defaultProject(), appProject(environment, gitops, repository)].map(create([]));
      applicationSets(environment, gitops, repository).forEach(create(projects));
    }
    this.registerOutputs({});
  }
}
