/*
 * What the program uses of the Pulumi SDK. The modules are named one by one: the root of the package also loads the
 * Automation API and the serialisation of functions, with npm's dependency solver, which is half a second in every
 * run of every stack, for things that this program has no use for.
 */
export { Config } from "@pulumi/pulumi/config.js";
export { RunError } from "@pulumi/pulumi/errors.js";
export { getOrganization, getProject, getStack } from "@pulumi/pulumi/metadata.js";
export {
  all,
  output,
  secret,
  unsecret,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi/output.js";
export {
  ComponentResource,
  CustomResource,
  mergeOptions,
  ProviderResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Resource,
  type ResourceOptions,
} from "@pulumi/pulumi/resource.js";
export * as log from "@pulumi/pulumi/log/index.js";
export { getConfig } from "@pulumi/pulumi/runtime/config.js";
export { invoke } from "@pulumi/pulumi/runtime/invoke.js";
