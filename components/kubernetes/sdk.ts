/*
 * What the program uses of the Kubernetes SDK, class by class: the package's root loads a good part of its 2,000
 * files, which is a fifth of a second in every run of every stack.
 */
export { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
export { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
export { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
export { Provider } from "@pulumi/kubernetes/provider.js";
export { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole.js";
export { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding.js";
export { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
export { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
