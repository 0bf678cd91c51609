/* schema.h - the database's migrations, in order; the index of the last one applied is
 * PRAGMA user_version.  A migration that has been released is never edited: add another. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

static const char *const schema_migrations[] = {
    "CREATE TABLE account ("
    "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    "  unmetered INTEGER NOT NULL DEFAULT 0, created_s INTEGER NOT NULL);"
    "CREATE TABLE key ("
    "  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account(id),"
    "  name TEXT NOT NULL, prefix TEXT NOT NULL, sha256 BLOB NOT NULL UNIQUE,"
    "  created_s INTEGER NOT NULL, expires_s INTEGER NOT NULL DEFAULT 0,"
    "  enabled INTEGER NOT NULL DEFAULT 1);",
};

#endif
