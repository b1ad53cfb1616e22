package main

type migrateCmd struct{}

// Run migrates the database and says which one it was.
func (c *migrateCmd) Run(a *app) error {
	if _, err := a.migrate(); err != nil {
		return err
	}
	return a.print(map[string]string{"schema": "up to date"}, "The database's schema is up to date.\n")
}
