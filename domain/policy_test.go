package domain

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestPolicyMatrix prints who may do what, so that a change of the policy is seen for what it is.
func TestPolicyMatrix(t *testing.T) {
	roles := []Role{RoleBrukare, RoleNarstaende, RoleCareWorker, RolePlanner, RoleUnitManager, RoleCaseOfficer, RoleNurse}
	var b strings.Builder
	row := func(first string, cell func(Role) string) {
		line := fmt.Sprintf("%-23s", first)
		for _, r := range roles {
			line += fmt.Sprintf("%-14s", cell(r))
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	row("", func(r Role) string { return string(r) })
	for _, a := range slices.Sorted(maps.Keys(policy)) {
		row(string(a), func(r Role) string {
			if policy[a][r] == ReachNone {
				return "-"
			}
			return string(policy[a][r])
		})
	}
	const golden = "testdata/policy.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != b.String() {
		t.Errorf("the policy is not as %s has it (%v); run go test -update and review it. Now:\n%s", golden, err, b.String())
	}
}

func TestNobodyHasNoReach(t *testing.T) {
	for a := range policy {
		if r := reachOf(a, nil); r != ReachNone {
			t.Errorf("%s reaches %s without a role", a, r)
		}
	}
	if r := reachOf("no.such.action", []Role{RoleUnitManager}); r != ReachNone {
		t.Errorf("an unknown action reaches %s", r)
	}
}
