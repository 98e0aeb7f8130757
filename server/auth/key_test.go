package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestKeyIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.pem")
	first, err := LoadOrCreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := LoadOrCreateKey(path)
	if err != nil || !first.Equal(second) {
		t.Errorf("the key changed (%v)", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
}

func TestKeyMadeAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.pem")
	keys := make([]string, 20)
	var group sync.WaitGroup
	for i := range keys {
		group.Go(func() {
			key, err := LoadOrCreateKey(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(key)
		})
	}
	group.Wait()
	for _, key := range keys {
		if key == "" || key != keys[0] {
			t.Fatal("two keys")
		}
	}
}

func TestKeyRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "key.pem")
	if _, err := LoadOrCreateKey(path); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		text []byte
		mode os.FileMode
		want string
	}{
		{"its group can read it", good, 0o640, "chmod 600"},
		{"all can read it", good, 0o604, "chmod 600"},
		{"its group can write it", good, 0o620, "chmod 600"},
		{"empty", nil, 0o600, "PEM"},
		{"not PEM", []byte("key"), 0o600, "PEM"},
		{"a public key", []byte(strings.ReplaceAll(string(good), "PRIVATE", "PUBLIC")), 0o600, "PEM"},
		{"PEM of nothing", pem.EncodeToMemory(&pem.Block{Type: pemType}), 0o600, "asn1"},
		{"of another kind", ecKey(t), 0o600, "Ed25519"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(dir, c.name)
			if err := os.WriteFile(path, c.text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if key, err := LoadOrCreateKey(path); err == nil || key != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if after, _ := os.ReadFile(path); string(after) != string(c.text) {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := LoadOrCreateKey(dir); err == nil {
		t.Error("a directory is no key")
	}
	if _, err := LoadOrCreateKey(filepath.Join(dir, "none", "key.pem")); err == nil {
		t.Error("a directory was made")
	}
}

func ecKey(t *testing.T) []byte {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})
}
