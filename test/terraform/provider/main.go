// The Fleetkeep test provider: serves a provider's schema, given as data, to the real Terraform.
//
// One binary stands in for every provider. It is called by a provider's file name
// (terraform-provider-azurerm_v4.55.0_x5) and reads the schema that lies beside it.
package main

import (
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"

	"fleetkeep.dev/test/terraform/provider/internal/answers"
	"fleetkeep.dev/test/terraform/provider/internal/schema"
	"fleetkeep.dev/test/terraform/provider/internal/server"
)

func main() {
	if err := run(os.Args[0]); err != nil {
		fmt.Fprintln(os.Stderr, "terraform bench provider:", err)
		os.Exit(1)
	}
}

func run(program string) error {
	source, err := schema.Beside(program)
	if err != nil {
		return err
	}
	provider, err := source.Load(schema.OnlyTypes(os.Getenv("FLEETKEEP_BENCH_TYPES")))
	if err != nil {
		return err
	}
	told, err := answers.Read(os.Getenv("FLEETKEEP_BENCH_ANSWERS"))
	if err != nil {
		return err
	}
	return tf5server.Serve(provider.Address, func() tfprotov5.ProviderServer {
		return server.New(provider, told)
	})
}
