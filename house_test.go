// Package lyhord_test holds the house to its plan: who may import whom, and that the glossary, the schema and the documents' links are whole.
package lyhord_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	gql "github.com/vektah/gqlparser/v2/ast"
)

const module = "github.com/lyhord/lyhord"

// rooms is who may import whom within the module. A package without a row is refused.
var rooms = []struct{ room, may, inTests, why string }{
	{".", "", "", "holds nothing but this test"},
	{"dictation", "dictation/learn", "dictation/scoring", "what was said: pure functions, of use to whoever has a transcript and a plan"},
	{"dictation/learn", "", "", "numbers alone: what its features mean is the caller's matter"},
	{"dictation/scoring", "dictation", "", "holds drafts against expected ones"},
	{"dictation/score", "dictation dictation/scoring", "", "the command to scoring"},
	{"dictation/train", "dictation dictation/scoring", "", "the command that makes the weights"},
	{"dialogue", "dictation", "", "how Lyhörd talks with the worker: pure functions over what was said and what it stands on"},
	{"domain", "dictation dialogue", "domain/storetest server/sqlite", "what we mean; its ports are met from outside, and its tests run on a real store"},
	{"domain/storetest", "domain dictation", "", "the contract of the store port, which knows no store"},
	{"graph", "domain dictation dialogue", "server/sqlite server/demo", "how it is asked: the Session is its only way to data, so no store and nothing of the server"},
	{"server", "dictation dialogue domain graph server/auth server/demo server/httpapi server/mongodb server/sqlite web", "", "the one place where parts meet"},
	{"server/auth", "domain", "", "a token becomes an Actor; what the Actor may do is not its matter"},
	{"server/demo", "domain dictation", "server/sqlite server/httpapi", "writes a fictitious kommun through the port, on whatever store"},
	{"server/httpapi", "domain graph server/auth web", "dictation server/demo server/sqlite", "how it is reached; data it has from graph alone, never from a store"},
	{"server/mongodb", "domain", "dictation domain/storetest", "an adapter knows its port, and no other adapter"},
	{"server/sqlite", "domain", "dictation domain/storetest", "an adapter knows its port, and no other adapter"},
	{"web", "", "", "files"},
	{"bench", "", "", "knows the server by its public contract alone, as a phone does"},
}

// libraries is which package may use which library, with those of the standard library that do I/O; what else is standard is free. A
// library without a row is refused. A star stands for every package.
var libraries = []struct{ library, may, inTests, why string }{
	{"database/sql", "server/sqlite", "", "SQL is one store's matter"},
	{"modernc.org/sqlite", "server/sqlite", "", "a driver is known by its adapter alone"},
	{"go.mongodb.org/mongo-driver/v2", "server/mongodb", "", "a driver is known by its adapter alone"},
	{"github.com/go-json-experiment/json", "server/sqlite", "", "how a document becomes text is one store's matter"},
	{"net", "server server/httpapi bench", "*", "whoever means, structures or resolves opens no connection"},
	{"net/http", "server server/auth server/demo server/httpapi bench", "*", "requests end where graph begins"},
	{"os", "server server/auth server/sqlite dictation/score dictation/train bench", "*", "files are for adapters and programs"},
	{"testing", "domain/storetest", "*", "a program carries no tests; the suite of the store is one"},
	{"github.com/gorilla/websocket", "server/httpapi bench", "server", "the socket is the transport's; bench is a client of it"},
	{"github.com/99designs/gqlgen", "graph server/httpapi", "", "graph has its runtime, httpapi its transports"},
	{"github.com/vektah/gqlparser/v2", "graph server/httpapi", ".", "comes with gqlgen; here it reads the schema"},
	{"github.com/vikstrous/dataloadgen", "graph", "", "one answer's reads are gathered where answers are made"},
	{"github.com/golang-jwt/jwt/v5", "server/auth", "server/httpapi server", "tokens are read in one place"},
	{"github.com/hashicorp/golang-lru/v2", "server/auth server/sqlite", "", "verified tokens, and documents as last committed, are remembered within bounds"},
	{"github.com/alecthomas/kong", "server", "", "the command line is main's"},
	{"github.com/google/uuid", "domain domain/storetest graph server bench", "*", "a commandId is checked, ids and references are made"},
	{"github.com/kljensen/snowball", "dictation", "", "stems of Swedish words"},
	{"golang.org/x/text", "dictation domain domain/storetest graph", "*", "Å Ä Ö: normal form, order, languages"},
	{"golang.org/x/time", "bench server/httpapi", "", "rates"},
	{"github.com/google/go-cmp", "domain/storetest", "*", "differences that can be read"},
	{"pgregory.net/rapid", "domain/storetest", "*", "properties over made-up input"},
	{"go.uber.org/goleak", "domain/storetest", "*", "goroutines that stayed"},
}

func TestImports(t *testing.T) {
	files, err := goFiles(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d Go files were found", len(files))
	}
	seen, used := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		room := filepath.ToSlash(filepath.Dir(f))
		seen[room] = true
		imports, err := importsOf(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range imports {
			used[libraryOf(path)] = true
			if why := refusal(room, path, strings.HasSuffix(f, "_test.go")); why != "" {
				t.Errorf("%s imports %s: %s", f, path, why)
			}
		}
	}
	for _, r := range rooms {
		if !seen[r.room] {
			t.Errorf("%s has a row but no Go file", r.room)
		}
		delete(seen, r.room)
	}
	for _, l := range libraries {
		if !used[l.library] {
			t.Errorf("%s has a row but nobody imports it", l.library)
		}
	}
	for _, room := range slices.Sorted(maps.Keys(seen)) {
		t.Errorf("%s has no row: say what it is for and what it may import", room)
	}
}

// goFiles lists the Go files below root that are ours, generated ones included.
func goFiles(root string) (files []string, err error) {
	return files, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && notOurs.MatchString(d.Name()) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			files = append(files, path)
		}
		return nil
	})
}

// notOurs are the folders that the go command passes over too, and what npm fetched.
var notOurs = regexp.MustCompile(`^([._].*|testdata|node_modules)$`)

func importsOf(file string) (paths []string, err error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, i := range f.Imports {
		paths = append(paths, strings.Trim(i.Path.Value, "`\""))
	}
	return paths, nil
}

// refusal returns why the room may not import the path, empty when it may.
func refusal(room, path string, inTest bool) string {
	if to, ok := strings.CutPrefix(path, module+"/"); ok || path == module {
		for _, r := range rooms {
			if r.room == room && to != room && !named(r.may, to) && !(inTest && named(r.inTests, to)) {
				return r.why
			}
		}
		return ""
	}
	for _, l := range libraries {
		if libraryOf(path) == l.library {
			if named(l.may, room) || inTest && (l.inTests == "*" || named(l.inTests, room)) {
				return ""
			}
			return l.why
		}
	}
	if thirdParty(path) {
		return "this library has no row: say what it is for and who may use it"
	}
	return ""
}

// libraryOf returns the library of the table that the path is of, empty when there is none.
func libraryOf(path string) string {
	for _, l := range libraries {
		if path == l.library || thirdParty(path) && strings.HasPrefix(path, l.library+"/") {
			return l.library
		}
	}
	return ""
}

func named(list, name string) bool { return slices.Contains(strings.Fields(list), name) }

func thirdParty(path string) bool {
	host, _, _ := strings.Cut(path, "/")
	return strings.Contains(host, ".")
}

// TestGlossary wants a row for each exported type of package domain, for each word that an answer can hold in the four lists that people
// speak of most, and none for a type that is gone.
func TestGlossary(t *testing.T) {
	text, err := os.ReadFile("docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = true
	}
	types, err := exportedTypes("domain")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range types {
		if !rows[name] {
			t.Errorf("docs/glossary.md has no row for domain.%s", name)
		}
	}
	for name := range rows {
		if regexp.MustCompile(`^[A-Z]\w*[a-z]`).MatchString(name) && !slices.Contains(types, name) {
			t.Errorf("docs/glossary.md has a row for %s, which domain does not have", name)
		}
	}
	for _, enum := range []string{"Role", "Outcome", "ReasonCode", "ObservationKind"} {
		for _, v := range readSchema(t).Types[enum].EnumValues {
			if !rows[v.Name] {
				t.Errorf("docs/glossary.md has no row for %s of %s", v.Name, enum)
			}
		}
	}
}

func exportedTypes(dir string) (names []string, err error) {
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				for _, s := range g.Specs {
					if id := s.(*ast.TypeSpec).Name; id.IsExported() {
						names = append(names, id.Name)
					}
				}
			}
		}
	}
	return names, nil
}

// TestDependenciesAreTold wants a line in the decision on dependencies for each library that the table names and each npm package of the pages.
func TestDependenciesAreTold(t *testing.T) {
	text, err := os.ReadFile("docs/adr/0006-dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([^|]+) \|`).FindAllStringSubmatch(string(text), -1) {
		for _, name := range strings.Split(m[1], ", ") {
			told[name] = true
		}
	}
	var manifest struct{ Dependencies, DevDependencies map[string]string }
	data, err := os.ReadFile("web/package.json")
	if err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Concat(slices.Sorted(maps.Keys(manifest.Dependencies)), slices.Sorted(maps.Keys(manifest.DevDependencies)))
	for _, l := range libraries {
		if thirdParty(l.library) {
			want = append(want, l.library)
		}
	}
	for _, name := range want {
		if !told[name] {
			t.Errorf("docs/adr/0006-dependencies.md has no line for %s", name)
		}
	}
}

// TestComplianceNamesTests wants each test that docs/compliance.md names to exist.
func TestComplianceNamesTests(t *testing.T) {
	text, err := os.ReadFile("docs/compliance.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := goFiles(".")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f, "_test.go") {
			continue
		}
		code, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t `).FindAllSubmatch(code, -1) {
			have[string(m[1])] = true
		}
	}
	for _, m := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(text), -1) {
		if !have[m[1]] {
			t.Errorf("docs/compliance.md names %s, which is no test", m[1])
		}
	}
}

func readSchema(t *testing.T) *gql.Schema {
	t.Helper()
	text, err := os.ReadFile("schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&gql.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain are the names that say all by themselves, whatever they stand on.
const plain = "id name title text quote cursor visitId activityId deviationId brukareId"

// TestSchemaIsDescribed wants a description of every type, input, enum, scalar, enum value, operation and field. A field may go without where its
// type is one of the schema's own, which speaks for it, or its name is plain; an argument where its name is plain or "input", or stands in
// the description of its field.
func TestSchemaIsDescribed(t *testing.T) {
	s := readSchema(t)
	roots := []*gql.Definition{s.Query, s.Mutation, s.Subscription}
	for _, name := range slices.Sorted(maps.Keys(s.Types)) {
		d := s.Types[name]
		if d.BuiltIn {
			continue
		}
		if d.Description == "" {
			t.Errorf("%s is not described", name)
		}
		for _, v := range d.EnumValues {
			if v.Description == "" {
				t.Errorf("%s.%s is not described", name, v.Name)
			}
		}
		for _, f := range d.Fields {
			if !strings.HasPrefix(f.Name, "__") {
				checkField(t, s, d, f, slices.Contains(roots, d))
			}
		}
	}
}

func checkField(t *testing.T, s *gql.Schema, d *gql.Definition, f *gql.FieldDefinition, root bool) {
	t.Helper()
	of := s.Types[f.Type.Name()]
	speaks := of.Kind != gql.Scalar && of.Description != ""
	if f.Description == "" && (root || !speaks && !named(plain, f.Name)) {
		t.Errorf("%s.%s is not described", d.Name, f.Name)
	}
	for _, a := range f.Arguments {
		told := regexp.MustCompile(`\b` + a.Name + `\b`).MatchString(f.Description)
		if a.Description == "" && !told && a.Name != "input" && !named(plain, a.Name) {
			t.Errorf("the argument %s of %s.%s is not described", a.Name, d.Name, f.Name)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinks follows the relative links of the documents.
func TestLinks(t *testing.T) {
	documents := []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md"}
	err := filepath.WalkDir("docs", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			documents = append(documents, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents {
		text, err := os.ReadFile(d)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if err := follow(d, m[1]); err != nil {
				t.Errorf("%s links to %s: %v", d, m[1], err)
			}
		}
	}
}

// follow returns an error when a relative link of the document leads nowhere, or out of the repository.
func follow(document, to string) error {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Path == "" {
		return err
	}
	path := filepath.Join(filepath.Dir(document), filepath.FromSlash(u.Path))
	if !filepath.IsLocal(path) {
		return fmt.Errorf("outside of the repository")
	}
	_, err = os.Stat(path)
	return err
}
