// Package web carries the built web pages inside the binary. They are made by npm (see README.md)
// and not committed, so a binary built without them has none, and says so.
package web

import (
	"embed"
	"io/fs"
)

// "all:" takes in the placeholder dist/.gitkeep, without which an unbuilt tree would not compile.
//
//go:embed all:dist
var embedded embed.FS

// Page is GraphiQL's page in the tree of [Dist]. It refers to its assets as /graphiql/assets/….
const Page = "graphiql/index.html"

// Dist returns the built pages, rooted at web/dist, and whether they were built before the binary
// was. When they were not, the tree is empty but for its placeholder.
func Dist() (fs.FS, bool) { return dist(embedded) }

func dist(root fs.FS) (fs.FS, bool) {
	tree, err := fs.Sub(root, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	info, err := fs.Stat(tree, Page)
	return tree, err == nil && info.Mode().IsRegular()
}
