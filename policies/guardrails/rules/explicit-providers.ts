import type { Rule } from "../rule.ts";

/** Packages whose provider says into which cluster or account something goes. */
const PACKAGES = /^(kubernetes|aws|aws-native|gcp|google-native|azure|azure-native|azuread|eks):/;

/** What the engine calls a provider that it makes up from what is around: pulumi, pkg/resource/deploy/providers. */
const DEFAULT = /^default(_\d.*)?$/;

export const explicitProviders: Rule = {
  name: "explicit-providers",
  description: "No resource goes where an ambient kubeconfig or cloud account happens to lead.",
  appliesTo: (type) => PACKAGES.test(type),
  *check({ provider }) {
    if (provider !== undefined && DEFAULT.test(provider.slice(provider.lastIndexOf("::") + 2)))
      yield "it goes through a default provider, which leads wherever the machine that runs this happens to be logged in; give it an explicit one";
  },
};
