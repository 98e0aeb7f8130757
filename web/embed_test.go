package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDistTellsWhetherItWasBuilt(t *testing.T) {
	placeholder := &fstest.MapFile{}
	page := &fstest.MapFile{Data: []byte("<!doctype html>")}
	for _, c := range []struct {
		name  string
		root  fstest.MapFS
		built bool
	}{
		{"only the placeholder", fstest.MapFS{"dist/.gitkeep": placeholder}, false},
		{"another page, not GraphiQL's", fstest.MapFS{"dist/.gitkeep": placeholder, "dist/index.html": page}, false},
		{"a folder in the page's place", fstest.MapFS{"dist/graphiql/index.html/x": page}, false},
		{"the page", fstest.MapFS{"dist/.gitkeep": placeholder, "dist/graphiql/index.html": page}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree, built := dist(c.root)
			if built != c.built {
				t.Errorf("built = %v, want %v", built, c.built)
			}
			if _, err := fs.Stat(tree, Page); built && err != nil {
				t.Errorf("the tree is not rooted at dist: %v", err)
			}
		})
	}
}

// The server forbids scripts within the page and anything from another host; and a name that the
// page refers to but the binary lacks is a blank page.
func TestBuiltPageRefersOnlyToEmbeddedAssets(t *testing.T) {
	tree, built := Dist()
	if !built {
		t.Skip("web/dist is not built: npm ci && npm run build, in web")
	}
	page, err := fs.ReadFile(tree, Page)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range regexp.MustCompile(`<script[^>]*>`).FindAllString(string(page), -1) {
		if !strings.Contains(tag, ` src="`) {
			t.Errorf("script within the page: %s", tag)
		}
	}
	refs := regexp.MustCompile(` (?:src|href)="([^"]*)"`).FindAllStringSubmatch(string(page), -1)
	if len(refs) == 0 {
		t.Error("the page refers to nothing")
	}
	for _, ref := range refs {
		name, ok := strings.CutPrefix(ref[1], "/graphiql/assets/")
		if !ok {
			t.Errorf("%s is not under /graphiql/assets/", ref[1])
			continue
		}
		if _, err := fs.Stat(tree, "graphiql/assets/"+name); err != nil {
			t.Error(err)
		}
	}
}
