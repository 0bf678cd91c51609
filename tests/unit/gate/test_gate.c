#include "gate/gate.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "unit.h"

static char dir[200], path[300], secret[KEY_TEXT];
static struct store *store;
static struct gate *gate;
static struct store_key key;

static int fresh(void **state)
{
    (void)state;
    int64_t account;
    int made;
    snprintf(path, sizeof(path), "%s/utter.db", unit_folder(dir));
    assert_int_equal(store_open(&store, path, NULL), 0);
    assert_int_equal(store_first_account(store, &account, &made, NULL), 0);
    assert_int_equal(store_key_create(store, account, "k", 0, secret, &key, NULL), 0);
    assert_int_equal(gate_open(&gate, store, NULL), 0);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    gate_close(gate);
    store_close(store);
    unit_remove(dir);
    return 0;
}

struct answer {
    atomic_int came, code;
    struct principal who;
    char msg[200];
};

static void take(void *ctx, int code, const struct principal *who, const struct err *e)
{
    struct answer *a = ctx;
    if (who) a->who = *who;
    snprintf(a->msg, sizeof(a->msg), "%.190s", e->msg);
    atomic_store(&a->code, code);
    atomic_fetch_add(&a->came, 1);
}

static int ask(const char *authorization, struct answer *a)
{
    *a = (struct answer){0};
    gate_authenticate(gate, authorization, take, a);
    for (int i = 0; i < 5000 && !atomic_load(&a->came); i++)
        clock_sleep_ms(1);
    assert_int_equal(atomic_load(&a->came), 1);
    return atomic_load(&a->code);
}

static const char *bearer(const char *scheme, const char *s)
{
    static char header[400];
    snprintf(header, sizeof(header), "%s%s", scheme, s);
    return header;
}

static void the_right_key_is_let_in(void **state)
{
    (void)state;
    struct answer a;
    for (int i = 0; i < 3; i++) { /* the first time from the database, then from memory */
        assert_int_equal(ask(bearer("Bearer ", secret), &a), 0);
        assert_int_equal(a.who.key_id, key.id);
        assert_int_equal(a.who.account_id, key.account_id);
    }
    assert_int_equal(ask(bearer("bearer  ", secret), &a), 0);
}

static void everything_else_is_not(void **state)
{
    (void)state;
    struct answer a;
    char twice[200];
    snprintf(twice, sizeof(twice), "Bearer %s %s", secret, secret);
    const char *const wrong[] = {
        NULL,   "",    "Bearer",           "Bearer ",           "Basic dTpw",
        secret, twice, "Bearer sk-nobody", "Bearer ' OR '1'='1"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(ask(wrong[i], &a), E_AUTH);
        assert_true(a.msg[0] != 0);
    }
    char long_key[4000];
    memset(long_key, 'k', sizeof(long_key));
    memcpy(long_key, "Bearer ", 7);
    long_key[sizeof(long_key) - 1] = 0;
    assert_int_equal(ask(long_key, &a), E_AUTH);
}

static void a_disabled_key_is_refused_within_about_a_second(void **state)
{
    (void)state;
    struct answer a;
    struct store *other; /* another process */
    assert_int_equal(ask(bearer("Bearer ", secret), &a), 0);
    assert_int_equal(store_open(&other, path, NULL), 0);
    assert_int_equal(store_key_enable(other, key.id, 0, NULL), 0);
    store_close(other);
    int64_t start = clock_ns();
    while (!ask(bearer("Bearer ", secret), &a)) {
        assert_true(clock_ns() - start < 4000000000);
        clock_sleep_ms(20);
    }
    assert_int_equal(atomic_load(&a.code), E_AUTH);
}

static void *ask_many(void *arg)
{
    atomic_int *good = arg;
    for (int i = 0; i < 200; i++) {
        struct answer a = {0};
        char header[100];
        snprintf(header, sizeof(header), "Bearer %s%s", secret, i % 2 ? "x" : "");
        gate_authenticate(gate, header, take, &a);
        while (!atomic_load(&a.came))
            clock_sleep_ms(1);
        if (!atomic_load(&a.code)) atomic_fetch_add(good, 1);
    }
    return NULL;
}

static void many_threads_get_one_answer_each(void **state)
{
    (void)state;
    pthread_t t[4];
    atomic_int good = 0;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, ask_many, &good), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(atomic_load(&good), 400);
}

int main(void)
{
#define EACH(f) cmocka_unit_test_setup_teardown(f, fresh, gone)
    const struct CMUnitTest tests[] = {
        EACH(the_right_key_is_let_in),
        EACH(everything_else_is_not),
        EACH(a_disabled_key_is_refused_within_about_a_second),
        EACH(many_threads_get_one_answer_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
