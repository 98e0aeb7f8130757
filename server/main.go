// Command lyhord serves the API, and does what belongs to running it.
//
// main.go is the command line; run.go is the one place where the parts of the server meet.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/auth"
)

// commands is the command line. Every flag can be given in the environment too.
type commands struct {
	Serve     Config       `cmd:"" help:"Serve the API over HTTP and websocket."`
	Structure structureCmd `cmd:"" help:"Structure dictations: a JSON line in, a JSON line out."`
	Chat      chatCmd      `cmd:"" help:"Talk with Lyhörd in the terminal, as a worker of the demo: a line is what is said."`
	Token     tokenCmd     `cmd:"" help:"Sign a token for one person, with the key of the data directory."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

const description = `Lyhörd lets care staff speak their documentation: check-offs and dictated notes become deviations that reach the kontaktman live.

Start with 'lyhord serve --demo' and open http://localhost:8080/graphiql.`

// garbage is how much the heap may grow between collections, in percent, unless GOGC says otherwise. The live heap is some tens of
// megabytes; letting it grow to a few times that spares a twentieth of the CPU under load.
const garbage = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cli := kong.Parse(&commands{}, kong.Name("lyhord"), kong.Description(description), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Vars{"version": version()})
	cli.FatalIfErrorf(cli.Run())
}

// Run serves until the context ends.
func (c *Config) Run(ctx context.Context) error { return run(ctx, *c, os.Stdout, os.Stderr, nil) }

type structureCmd struct{}

// Run reads dictations from standard input and writes drafts to standard output, in the form of docs/dictation.md.
func (structureCmd) Run() error { return structure(os.Stdin, os.Stdout) }

// structure writes a draft for each line. A line may be an input alone, or an example with its input under "input".
func structure(r io.Reader, w io.Writer) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	out := bufio.NewWriter(w)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var line struct {
			dictation.Input
			Example *dictation.Input `json:"input"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		in := line.Input
		if line.Example != nil {
			in = *line.Example
		}
		if err := json.NewEncoder(out).Encode(dictation.Structure(in)); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return out.Flush()
}

type tokenCmd struct {
	Data   string        `help:"The data directory that holds the key." default:"./data" env:"LYHORD_DATA" type:"path"`
	Tenant string        `help:"The person's tenant." required:""`
	Kind   string        `help:"What the person is: ${enum}." enum:"STAFF,BRUKARE,NARSTAENDE" default:"STAFF"`
	TTL    time.Duration `help:"How long the token is valid." default:"8h"`
	Person string        `arg:"" help:"The person's id."`
}

// Run prints a token. It is for those who run the server: whoever can read the key can be anybody.
func (c *tokenCmd) Run() error {
	key, err := auth.LoadOrCreateKey(filepath.Join(c.Data, keyFile))
	if err != nil {
		return err
	}
	now := time.Now()
	token, err := auth.NewIssuer(key).Issue(domain.Actor{
		Tenant: domain.TenantID(c.Tenant), Kind: domain.ActorKind(c.Kind), Person: c.Person, Expires: now.Add(c.TTL),
	}, now)
	if err == nil {
		fmt.Println(token)
	}
	return err
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println("lyhord", version())
	return nil
}

// release is set by the linker in releases.
var release = ""

// version is the release, or what the Go tool knows of the build.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}
