/* store.h - what is kept: accounts and keys (plans, prices, ledger and usage come with the
 * gateway).
 *
 * Calls are whole transactions, never statements.  SQLite in WAL mode; migrations run at open.  A
 * store may be used by any thread (one mutex, short transactions); the network threads do not call
 * it: gate/ does, on a thread of its own. Several processes (serve, `utter key`) may have it open.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct store;

enum { KEY_TEXT = 52, KEY_PREFIX = 12, NAME_MAX_BYTES = 100 };

/* path: a SQLite file, made with its folders when missing (mode 0600). */
NODISCARD int store_open(struct store **out, const char *path, struct err *e);
void store_close(struct store *s);

struct store_key {
    int64_t id, account_id;
    char name[NAME_MAX_BYTES + 1];
    char prefix[KEY_PREFIX];      /* "sk-Ab3d5f7…" first characters, for people to recognise it */
    int64_t created_s, expires_s; /* unix; expires 0: never */
    int enabled;
};

/* Makes the first account (unmetered) when there is none.  *made: 1 when it was made now. */
NODISCARD int store_first_account(struct store *s, int64_t *account_id, int *made, struct err *e);

/* Makes a key: secret is "sk-" and 48 base62 characters, shown once, stored as SHA-256 and prefix.
 */
NODISCARD int store_key_create(struct store *s, int64_t account_id, const char *name,
                               int64_t expires_s, char secret[KEY_TEXT], struct store_key *out,
                               struct err *e);

/* E_AUTH: unknown, disabled or expired.  Constant work for any input. */
NODISCARD int store_key_check(struct store *s, const char *secret, size_t n, struct store_key *out,
                              struct err *e);

NODISCARD int store_key_list(struct store *s, int (*each)(void *ctx, const struct store_key *k),
                             void *ctx, struct err *e);
/* id, prefix or name; E_NOENT, E_CONFLICT (several). */
NODISCARD int store_key_find(struct store *s, const char *which, struct store_key *out,
                             struct err *e);
NODISCARD int store_key_enable(struct store *s, int64_t id, int enabled, struct err *e);
NODISCARD int store_key_delete(struct store *s, int64_t id, struct err *e);

/* Changes whenever any process has changed keys or accounts: caches are dropped then. */
NODISCARD int store_version(struct store *s, int64_t *version, struct err *e);

#endif
