// The Pulumi Kubernetes provider. Upstream's own main package embeds a schema that its release process puts beside
// it, so it does not build from the published module; the same schema lies in another folder of that module, and
// the build copies it here first (into a temporary copy of this folder, never into the clone).
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

//go:embed schema.json
var schema []byte

func main() {
	// No mapping from Terraform: only `pulumi convert` asks for it.
	provider.Serve("kubernetes", version.Version, schema, nil)
}
