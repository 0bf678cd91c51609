#include "store/store.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "store/schema.h"

enum { BUSY_MS = 5000, KEY_RANDOM = 48 };

struct store {
    sqlite3 *db;
    pthread_mutex_t lock; /* the connection and everything prepared on it */
};

/* ------------------------------------------------------------------------------- SQL, wrapped */

static int fail(struct store *s, struct err *e, const char *doing)
{
    int rc = sqlite3_errcode(s->db);
    int code = rc == SQLITE_NOMEM ? E_NOMEM : rc == SQLITE_CONSTRAINT ? E_CONFLICT : E_IO;
    return err_set(e, code, "database: cannot %s: %s", doing, sqlite3_errmsg(s->db));
}

static int run(struct store *s, const char *sql, struct err *e)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(s, e, "run SQL");
}

static int prepare(struct store *s, sqlite3_stmt **out, const char *sql, struct err *e)
{
    return sqlite3_prepare_v2(s->db, sql, -1, out, NULL) == SQLITE_OK ? 0 : fail(s, e, "prepare");
}

/* Runs a statement that gives no rows, and frees it. */
static int finish(struct store *s, sqlite3_stmt *q, const char *doing, struct err *e)
{
    int code = sqlite3_step(q) == SQLITE_DONE ? 0 : fail(s, e, doing);
    sqlite3_finalize(q);
    return code;
}

static int count_of(struct store *s, const char *sql, int64_t *out, struct err *e)
{
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q, sql, e);
    if (code) return code;
    if (sqlite3_step(q) == SQLITE_ROW)
        *out = sqlite3_column_int64(q, 0);
    else
        code = fail(s, e, "read");
    sqlite3_finalize(q);
    return code;
}

/* -------------------------------------------------------------------------------- open, close */

static int migrate(struct store *s, struct err *e)
{
    const int64_t last = sizeof(schema_migrations) / sizeof(schema_migrations[0]);
    int code = run(s, "BEGIN IMMEDIATE", e); /* two processes may start at once */
    int64_t at = 0;
    if (!code) code = count_of(s, "PRAGMA user_version", &at, e);
    if (!code && at > last)
        code = err_set(e, E_CORRUPT, "database: made by a newer utter (version %lld, this is %lld)",
                       (long long)at, (long long)last);
    for (; !code && at < last; at++) {
        char set[64];
        snprintf(set, sizeof(set), "PRAGMA user_version = %lld", (long long)at + 1);
        code = run(s, schema_migrations[at], e);
        if (!code) code = run(s, set, e);
    }
    if (!code) return run(s, "COMMIT", e);
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

static int open_database(struct store *s, const char *path, struct err *e)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    mode_t before = umask(0077); /* keys' hashes are nobody else's business */
    int rc = sqlite3_open_v2(path, &s->db, flags, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(s->db, BUSY_MS);
        rc = sqlite3_exec(s->db,
                          "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                          "PRAGMA foreign_keys=ON;",
                          NULL, NULL, NULL);
    }
    umask(before);
    if (rc == SQLITE_OK) return migrate(s, e);
    return err_set(e, E_IO, "%s: %s", path, s->db ? sqlite3_errmsg(s->db) : "out of memory");
}

int store_open(struct store **out, const char *path, struct err *e)
{
    *out = NULL;
    char folder[PATH_MAX_BYTES];
    snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash && slash != folder) {
        *slash = 0;
        int code = file_mkdirs(folder, e);
        if (code) return code;
    }
    struct store *s = calloc(1, sizeof(*s));
    if (!s) return err_set(e, E_NOMEM, "database: out of memory");
    pthread_mutex_init(&s->lock, NULL);
    int code = open_database(s, path, e);
    if (code)
        store_close(s);
    else
        *out = s;
    return code;
}

void store_close(struct store *s)
{
    if (!s) return;
    sqlite3_close(s->db);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

int store_version(struct store *s, int64_t *version, struct err *e)
{
    pthread_mutex_lock(&s->lock);
    /* data_version changes with other connections' commits, total_changes with our own. */
    int code = count_of(s, "PRAGMA data_version", version, e);
    if (!code) *version = (*version << 32) + sqlite3_total_changes(s->db);
    pthread_mutex_unlock(&s->lock);
    return code;
}

/* ----------------------------------------------------------------------------------- accounts */

int store_first_account(struct store *s, int64_t *account_id, int *made, struct err *e)
{
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q,
                       "INSERT INTO account(name, unmetered, created_s)"
                       " SELECT 'default', 1, ?1 WHERE NOT EXISTS (SELECT 1 FROM account)",
                       e);
    if (!code) {
        sqlite3_bind_int64(q, 1, clock_unix_s());
        code = finish(s, q, "make the first account", e);
    }
    *made = !code && sqlite3_changes(s->db) == 1;
    if (!code) code = count_of(s, "SELECT min(id) FROM account", account_id, e);
    pthread_mutex_unlock(&s->lock);
    return code;
}

/* --------------------------------------------------------------------------------------- keys */

static const char key_columns[] =
    "SELECT id, account_id, name, prefix, created_s, expires_s, enabled FROM key ";

static void key_from_row(sqlite3_stmt *q, struct store_key *k)
{
    *k = (struct store_key){.id = sqlite3_column_int64(q, 0),
                            .account_id = sqlite3_column_int64(q, 1),
                            .created_s = sqlite3_column_int64(q, 4),
                            .expires_s = sqlite3_column_int64(q, 5),
                            .enabled = sqlite3_column_int(q, 6)};
    snprintf(k->name, sizeof(k->name), "%s", (const char *)sqlite3_column_text(q, 2));
    snprintf(k->prefix, sizeof(k->prefix), "%s", (const char *)sqlite3_column_text(q, 3));
}

/* "sk-" and 48 characters of base62, each equally likely. */
static void make_secret(char secret[KEY_TEXT])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t n = 3;
    memcpy(secret, "sk-", 3);
    while (n < 3 + KEY_RANDOM) {
        uint8_t random[64];
        digest_random(random, sizeof(random));
        for (size_t i = 0; i < sizeof(random) && n < 3 + KEY_RANDOM; i++)
            if (random[i] < 248) secret[n++] = digits[random[i] % 62]; /* 248 = 4 x 62: no bias */
    }
    secret[n] = 0;
}

static int insert_key(struct store *s, const struct store_key *k, const uint8_t *sha256,
                      struct err *e)
{
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q,
                       "INSERT INTO key(account_id, name, prefix, sha256, created_s, expires_s)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                       e);
    if (code) return code;
    sqlite3_bind_int64(q, 1, k->account_id);
    sqlite3_bind_text(q, 2, k->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(q, 3, k->prefix, -1, SQLITE_STATIC);
    sqlite3_bind_blob(q, 4, sha256, SHA256_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(q, 5, k->created_s);
    sqlite3_bind_int64(q, 6, k->expires_s);
    return finish(s, q, "make the key", e);
}

int store_key_create(struct store *s, int64_t account_id, const char *name, int64_t expires_s,
                     char secret[KEY_TEXT], struct store_key *out, struct err *e)
{
    if (strlen(name) > NAME_MAX_BYTES)
        return err_set(e, E_LIMIT, "a key's name has at most %d bytes", NAME_MAX_BYTES);
    *out = (struct store_key){.account_id = account_id,
                              .created_s = clock_unix_s(),
                              .expires_s = expires_s,
                              .enabled = 1};
    snprintf(out->name, sizeof(out->name), "%s", name);
    make_secret(secret);
    snprintf(out->prefix, sizeof(out->prefix), "%.10s", secret);
    uint8_t sha256[SHA256_BYTES];
    digest_sha256(sha256, secret, strlen(secret));
    pthread_mutex_lock(&s->lock);
    int code = insert_key(s, out, sha256, e);
    out->id = sqlite3_last_insert_rowid(s->db);
    pthread_mutex_unlock(&s->lock);
    return code;
}

int store_key_check(struct store *s, const char *secret, size_t n, struct store_key *out,
                    struct err *e)
{
    static const char sql[] = "SELECT id, account_id, name, prefix, created_s, expires_s, enabled"
                              " FROM key WHERE sha256 = ?1";
    uint8_t sha256[SHA256_BYTES];
    digest_sha256(sha256, secret, n);
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q, sql, e);
    if (!code) {
        sqlite3_bind_blob(q, 1, sha256, SHA256_BYTES, SQLITE_STATIC);
        int rc = sqlite3_step(q);
        if (rc == SQLITE_ROW)
            key_from_row(q, out);
        else
            code = rc == SQLITE_DONE ? err_set(e, E_AUTH, "Incorrect API key provided.")
                                     : fail(s, e, "look the key up");
        sqlite3_finalize(q);
    }
    pthread_mutex_unlock(&s->lock);
    if (!code && !out->enabled) code = err_set(e, E_AUTH, "This API key has been disabled.");
    if (!code && out->expires_s && out->expires_s <= clock_unix_s())
        code = err_set(e, E_AUTH, "This API key has expired.");
    return code;
}

int store_key_list(struct store *s, int (*each)(void *ctx, const struct store_key *k), void *ctx,
                   struct err *e)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "%sORDER BY id", key_columns);
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q, sql, e), rc = SQLITE_DONE;
    while (!code && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_key k;
        key_from_row(q, &k);
        code = each(ctx, &k);
    }
    if (!code && rc != SQLITE_DONE) code = fail(s, e, "list keys");
    sqlite3_finalize(q);
    pthread_mutex_unlock(&s->lock);
    return code;
}

int store_key_find(struct store *s, const char *which, struct store_key *out, struct err *e)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "%sWHERE CAST(id AS TEXT) = ?1 OR prefix = ?1 OR name = ?1",
             key_columns);
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q, sql, e), n = 0, rc = SQLITE_DONE;
    if (!code) {
        sqlite3_bind_text(q, 1, which, -1, SQLITE_STATIC);
        for (; (rc = sqlite3_step(q)) == SQLITE_ROW; n++)
            key_from_row(q, out);
        if (rc != SQLITE_DONE) code = fail(s, e, "find the key");
    }
    sqlite3_finalize(q);
    pthread_mutex_unlock(&s->lock);
    if (!code && !n)
        code = err_set(e, E_NOENT, "no key with the id, prefix or name '%.100s'", which);
    if (n > 1) code = err_set(e, E_CONFLICT, "%d keys are called '%.100s': use the id", n, which);
    return code;
}

/* Runs sql with ?1 = id; E_NOENT when it changed nothing. */
static int change_key(struct store *s, const char *sql, int64_t id, struct err *e)
{
    pthread_mutex_lock(&s->lock);
    sqlite3_stmt *q = NULL;
    int code = prepare(s, &q, sql, e);
    if (!code) {
        sqlite3_bind_int64(q, 1, id);
        code = finish(s, q, "change the key", e);
    }
    if (!code && !sqlite3_changes(s->db)) code = err_set(e, E_NOENT, "no key %lld", (long long)id);
    pthread_mutex_unlock(&s->lock);
    return code;
}

int store_key_enable(struct store *s, int64_t id, int enabled, struct err *e)
{
    return change_key(s,
                      enabled ? "UPDATE key SET enabled = 1 WHERE id = ?1"
                              : "UPDATE key SET enabled = 0 WHERE id = ?1",
                      id, e);
}

int store_key_delete(struct store *s, int64_t id, struct err *e)
{
    return change_key(s, "DELETE FROM key WHERE id = ?1", id, e);
}
