package mongodb

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lyhord/lyhord/domain"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files")

func TestIndexes(t *testing.T) {
	var b strings.Builder
	for _, c := range domain.Collections() {
		fmt.Fprintf(&b, "%s\n", c.Name)
		for _, i := range c.Indexes {
			var fields []string
			for _, k := range keysOf(i) {
				fields = append(fields, fmt.Sprintf("%s:%d", k.Key, k.Value))
			}
			fmt.Fprintf(&b, "  %-12s {%s}\n", i.Name, strings.Join(fields, ", "))
		}
	}
	golden(t, "testdata/indexes.golden", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *rewrite {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), rewritten by -update:\n%s", file, diff)
	}
}
