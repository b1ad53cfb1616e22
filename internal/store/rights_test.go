package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sightline/internal/dbtest"
	"sightline/internal/store"
)

// TestMigrateWithoutRights migrates as a user who may not make tables, and as one who may but may not install PostGIS.
func TestMigrateWithoutRights(t *testing.T) {
	admin := dbtest.New(t)
	at, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	name := "guest_" + strings.TrimPrefix(at.Path, "/test_")
	must := func(sql string) {
		t.Helper()
		if err := store.Exec(t.Context(), admin, sql); err != nil {
			t.Fatal(err)
		}
	}
	must(fmt.Sprintf("create role %s login", name))
	t.Cleanup(func() {
		for _, sql := range []string{"drop database if exists " + name, "drop role if exists " + name} {
			if err := store.Exec(context.Background(), admin, sql); err != nil { // the test's own context has ended
				t.Error(err)
			}
		}
	})
	guest := *at
	guest.User = url.User(name)
	must("drop table schema_state")
	if err := store.Migrate(t.Context(), guest.String()); !errors.Is(err, store.ErrNoRights) {
		t.Errorf("a user without rights: %v", err)
	}
	must(fmt.Sprintf("create database %s owner %s template template0", name, name))
	guest.Path = "/" + name
	if err := store.Migrate(t.Context(), guest.String()); !errors.Is(err, store.ErrNoRights) ||
		!strings.Contains(err.Error(), "create extension postgis") {
		t.Errorf("an owner who may not install PostGIS: %v", err)
	}
}
