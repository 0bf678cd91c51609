#include "store/store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "unit.h"

static char dir[200], path[300];

static int fresh(void **state)
{
    struct store *s;
    snprintf(path, sizeof(path), "%s/sub/utter.db", unit_folder(dir));
    assert_int_equal(store_open(&s, path, NULL), 0);
    *state = s;
    return 0;
}

static int gone(void **state)
{
    store_close(*state);
    unit_remove(dir);
    return 0;
}

static int64_t account(struct store *s)
{
    int64_t id;
    int made;
    assert_int_equal(store_first_account(s, &id, &made, NULL), 0);
    return id;
}

static void the_first_account_is_made_once(void **state)
{
    int64_t a, b;
    int made;
    assert_int_equal(store_first_account(*state, &a, &made, NULL), 0);
    assert_true(made);
    assert_int_equal(store_first_account(*state, &b, &made, NULL), 0);
    assert_false(made);
    assert_int_equal(a, b);
}

static void a_key_is_known_by_its_secret_only(void **state)
{
    struct store *s = *state;
    char secret[KEY_TEXT], other[KEY_TEXT];
    struct store_key k, found;
    int64_t a = account(s);
    assert_int_equal(store_key_create(s, a, "one", 0, secret, &k, NULL), 0);
    assert_int_equal(store_key_create(s, a, "two", 0, other, &found, NULL), 0);
    assert_int_equal(strlen(secret), 51);
    assert_int_equal(strspn(secret + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "abcdefghijklmnopqrstuvwxyz"),
                     48);
    assert_string_not_equal(secret, other);
    assert_int_equal(store_key_check(s, secret, 51, &found, NULL), 0);
    assert_int_equal(found.id, k.id);
    assert_int_equal(found.account_id, a);
    assert_memory_equal(found.prefix, secret, 10);
    static const char *const wrong[] = {"", "sk-", "' OR 1=1 --", "sk-\xff\xfe",
                                        "sk-000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(store_key_check(s, wrong[i], strlen(wrong[i]), &found, NULL), E_AUTH);
    secret[50] ^= 1;
    assert_int_equal(store_key_check(s, secret, 51, &found, NULL), E_AUTH);
}

static void the_secret_is_not_in_the_file(void **state)
{
    struct store *s = *state;
    char secret[KEY_TEXT], command[700];
    struct store_key k;
    assert_int_equal(store_key_create(s, account(s), "x", 0, secret, &k, NULL), 0);
    snprintf(command, sizeof(command), "cat '%s'* | grep -qa '%s'", path, secret + 12);
    assert_int_not_equal(system(command), 0);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
}

static void disabled_and_expired_keys_are_refused(void **state)
{
    struct store *s = *state;
    char secret[KEY_TEXT], old[KEY_TEXT];
    struct store_key k, found;
    struct err e = {0};
    int64_t a = account(s), before, after;
    assert_int_equal(store_key_create(s, a, "n", 0, secret, &k, NULL), 0);
    assert_int_equal(store_version(s, &before, NULL), 0);
    assert_int_equal(store_key_enable(s, k.id, 0, NULL), 0);
    assert_int_equal(store_version(s, &after, NULL), 0);
    assert_int_not_equal(before, after);
    assert_int_equal(store_key_check(s, secret, 51, &found, &e), E_AUTH);
    assert_non_null(strstr(e.msg, "disabled"));
    assert_int_equal(store_key_enable(s, k.id, 1, NULL), 0);
    assert_int_equal(store_key_check(s, secret, 51, &found, NULL), 0);
    assert_int_equal(store_key_create(s, a, "o", clock_unix_s() - 1, old, &k, NULL), 0);
    assert_int_equal(store_key_check(s, old, 51, &found, &e), E_AUTH);
    assert_non_null(strstr(e.msg, "expired"));
    assert_int_equal(store_key_enable(s, 999, 0, NULL), E_NOENT);
}

static int count(void *ctx, const struct store_key *k)
{
    (void)k;
    ++*(int *)ctx;
    return 0;
}

static void keys_are_found_listed_and_deleted(void **state)
{
    struct store *s = *state;
    char secret[KEY_TEXT], id[30];
    struct store_key k, twin, found;
    int n = 0;
    assert_int_equal(store_key_create(s, account(s), "same", 0, secret, &k, NULL), 0);
    assert_int_equal(store_key_find(s, "same", &found, NULL), 0);
    assert_int_equal(store_key_create(s, account(s), "same", 0, secret, &twin, NULL), 0);
    assert_int_equal(store_key_find(s, "same", &found, NULL), E_CONFLICT);
    assert_int_equal(store_key_find(s, twin.prefix, &found, NULL), 0);
    assert_int_equal(found.id, twin.id);
    snprintf(id, sizeof(id), "%lld", (long long)k.id);
    assert_int_equal(store_key_find(s, id, &found, NULL), 0);
    assert_int_equal(store_key_find(s, "%", &found, NULL), E_NOENT);
    assert_int_equal(store_key_list(s, count, &n, NULL), 0);
    assert_int_equal(n, 2);
    assert_int_equal(store_key_delete(s, k.id, NULL), 0);
    assert_int_equal(store_key_delete(s, k.id, NULL), E_NOENT);
    char name[NAME_MAX_BYTES + 2];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = 0;
    assert_int_equal(store_key_create(s, account(s), name, 0, secret, &k, NULL), E_LIMIT);
}

static void another_process_sees_changes_and_a_newer_file_is_refused(void **state)
{
    struct store *s = *state, *other;
    char secret[KEY_TEXT];
    struct store_key k, found;
    int64_t before, after;
    assert_int_equal(store_open(&other, path, NULL), 0);
    assert_int_equal(store_version(s, &before, NULL), 0);
    assert_int_equal(store_key_create(other, account(other), "y", 0, secret, &k, NULL), 0);
    assert_int_equal(store_version(s, &after, NULL), 0);
    assert_int_not_equal(before, after);
    assert_int_equal(store_key_check(s, secret, 51, &found, NULL), 0);
    store_close(other);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(&other, path, NULL), E_CORRUPT);
}

int main(void)
{
#define EACH(f) cmocka_unit_test_setup_teardown(f, fresh, gone)
    const struct CMUnitTest tests[] = {
        EACH(the_first_account_is_made_once),
        EACH(a_key_is_known_by_its_secret_only),
        EACH(the_secret_is_not_in_the_file),
        EACH(disabled_and_expired_keys_are_refused),
        EACH(keys_are_found_listed_and_deleted),
        EACH(another_process_sees_changes_and_a_newer_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
