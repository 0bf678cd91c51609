#include "gate/gate.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/digest.h"

/* How long a key is known, and after which silence its cache slot may be trusted without asking
 * whether the database has changed: another process's `utter key disable` works within a second. */
enum { SLOTS = 4096, WAITING_MAX = 1024, FRESH_MS = 1000, SECRET_MAX = 200 };

struct slot {
    uint8_t sha256[SHA256_BYTES];
    struct principal who;
    int64_t expires_s;
    int used;
};

struct question {
    char secret[SECRET_MAX + 1];
    size_t n;
    gate_done *done;
    void *ctx;
};

struct gate {
    struct store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct slot slots[SLOTS]; /* direct-mapped by the hash's first bytes; under lock */
    int64_t version;          /* the store's, when the slots were filled */
    int64_t checked_ns;       /* when that was last compared */
    struct question *waiting; /* ring of WAITING_MAX */
    int head, count, stopping, running;
};

static struct slot *slot_of(struct gate *g, const uint8_t *sha256)
{
    return &g->slots[(sha256[0] | (unsigned)sha256[1] << 8) % SLOTS];
}

/* The key after "Bearer " (RFC 6750, the scheme's case does not matter); NULL: malformed. */
static const char *bearer(const char *authorization, size_t *n)
{
    if (!authorization || strncasecmp(authorization, "Bearer ", 7) != 0) return NULL;
    const char *at = authorization + 7;
    while (*at == ' ')
        at++;
    *n = strcspn(at, " \t");
    return *n > 0 && *n <= SECRET_MAX && at[*n] == 0 ? at : NULL;
}

/* Answers from memory: 1 and *who when the key is known and the database was looked at lately. */
static int known(struct gate *g, const uint8_t *sha256, struct principal *who)
{
    const struct slot *s = slot_of(g, sha256);
    if (!s->used || !digest_equal(s->sha256, sha256, SHA256_BYTES)) return 0;
    if (clock_ns() - g->checked_ns > (int64_t)FRESH_MS * 1000000) return 0;
    if (s->expires_s && s->expires_s <= clock_unix_s()) return 0;
    *who = s->who;
    return 1;
}

void gate_authenticate(struct gate *g, const char *authorization, gate_done *done, void *ctx)
{
    size_t n = 0;
    const char *secret = bearer(authorization, &n);
    struct err e = {0};
    if (!secret) {
        err_set(&e, E_AUTH,
                authorization ? "The Authorization header must be 'Bearer YOUR_API_KEY'."
                              : "You didn't provide an API key. Send it as 'Authorization: Bearer "
                                "YOUR_API_KEY'.");
        done(ctx, E_AUTH, NULL, &e);
        return;
    }
    uint8_t sha256[SHA256_BYTES];
    digest_sha256(sha256, secret, n);
    struct principal who;
    int code = 0, now = 0;
    pthread_mutex_lock(&g->lock);
    if (known(g, sha256, &who)) {
        now = 1;
    } else if (g->count == WAITING_MAX) {
        now = 1;
        code = err_set(&e, E_BUSY, "Too many requests are waiting for authentication.");
    } else {
        struct question *q = &g->waiting[(g->head + g->count++) % WAITING_MAX];
        *q = (struct question){.n = n, .done = done, .ctx = ctx};
        memcpy(q->secret, secret, n);
        pthread_cond_signal(&g->wake);
    }
    pthread_mutex_unlock(&g->lock);
    if (now) done(ctx, code, code ? NULL : &who, &e);
}

/* On the gate's thread: drops what is remembered when the database has changed. */
static int compare_version(struct gate *g, struct err *e)
{
    int64_t version;
    int code = store_version(g->store, &version, e);
    if (code) return code;
    pthread_mutex_lock(&g->lock);
    if (version != g->version) memset(g->slots, 0, sizeof(g->slots));
    g->version = version;
    g->checked_ns = clock_ns();
    pthread_mutex_unlock(&g->lock);
    return 0;
}

static void answer(struct gate *g, const struct question *q)
{
    struct err e = {0};
    struct store_key k;
    struct principal who = {0};
    int code = compare_version(g, &e);
    if (!code) code = store_key_check(g->store, q->secret, q->n, &k, &e);
    if (!code) {
        who = (struct principal){.key_id = k.id, .account_id = k.account_id};
        struct slot s = {.who = who, .expires_s = k.expires_s, .used = 1};
        digest_sha256(s.sha256, q->secret, q->n);
        pthread_mutex_lock(&g->lock);
        *slot_of(g, s.sha256) = s;
        pthread_mutex_unlock(&g->lock);
    }
    q->done(q->ctx, code, code ? NULL : &who, &e);
}

static void *run(void *arg)
{
    struct gate *g = arg;
    pthread_mutex_lock(&g->lock);
    for (;;) {
        while (!g->count && !g->stopping)
            pthread_cond_wait(&g->wake, &g->lock);
        if (!g->count) break;
        struct question q = g->waiting[g->head];
        memset(g->waiting[g->head].secret, 0, SECRET_MAX);
        g->head = (g->head + 1) % WAITING_MAX;
        g->count--;
        pthread_mutex_unlock(&g->lock);
        answer(g, &q);
        memset(q.secret, 0, sizeof(q.secret));
        pthread_mutex_lock(&g->lock);
    }
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

int gate_open(struct gate **out, struct store *store, struct err *e)
{
    struct gate *g = *out = calloc(1, sizeof(*g));
    if (g) g->waiting = calloc(WAITING_MAX, sizeof(*g->waiting));
    if (!g || !g->waiting) {
        free(g);
        *out = NULL;
        return err_set(e, E_NOMEM, "gate: out of memory");
    }
    g->store = store;
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->wake, NULL);
    g->running = !pthread_create(&g->thread, NULL, run, g);
    if (g->running) return 0;
    gate_close(g);
    *out = NULL;
    return err_set(e, E_NOMEM, "gate: cannot start its thread");
}

void gate_close(struct gate *g)
{
    if (!g) return;
    pthread_mutex_lock(&g->lock);
    g->stopping = 1;
    pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->lock);
    if (g->running) pthread_join(g->thread, NULL);
    pthread_mutex_destroy(&g->lock);
    pthread_cond_destroy(&g->wake);
    free(g->waiting);
    free(g);
}
