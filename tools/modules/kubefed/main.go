// Divides replicas with the planner of KubeFed's ReplicaSchedulingPreference, many at once and without a cluster.
//
// `kubefed-planner plan` reads a list of cases from standard input and writes a list of results, both as JSON. A case
// is what the replica scheduler gives to its planner: the spec of a preference, the clusters that are ready, what runs
// in each of them now, how much each can carry where that is known, and the key of the object, by which ties are broken.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	scheduling "sigs.k8s.io/kubefed/pkg/apis/scheduling/v1alpha1"
	"sigs.k8s.io/kubefed/pkg/controller/util/planner"
	"sigs.k8s.io/kubefed/pkg/version"
)

type division struct {
	Key      string                                     `json:"key"`
	Spec     scheduling.ReplicaSchedulingPreferenceSpec `json:"spec"`
	Clusters []string                                   `json:"clusters"`
	Current  map[string]int64                           `json:"current"`
	Capacity map[string]int64                           `json:"capacity"`
}

type result struct {
	Replicas map[string]int64 `json:"replicas"`
	Overflow map[string]int64 `json:"overflow"`
}

func main() {
	if len(os.Args) > 2 && os.Args[2] == "--version" {
		fmt.Println(version.Get().Version)
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var cases []division
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		return fmt.Errorf("reading the cases: %w", err)
	}
	results := make([]result, 0, len(cases))
	for _, each := range cases {
		preference := &scheduling.ReplicaSchedulingPreference{Spec: each.Spec}
		replicas, overflow, err := planner.NewPlanner(preference).Plan(each.Clusters, each.Current, each.Capacity, each.Key)
		if err != nil {
			return fmt.Errorf("%s: %w", each.Key, err)
		}
		results = append(results, result{Replicas: replicas, Overflow: overflow})
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}
