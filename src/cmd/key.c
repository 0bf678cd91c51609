/* key.c - `utter key`: make, list, disable, enable and delete API keys, beside a running server
 * too. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "store/store.h"

static int open_store(const struct cmd_globals *g, struct store **s, struct err *e)
{
    char dir[PATH_MAX_BYTES], path[PATH_MAX_BYTES];
    int code = file_data_dir(dir, g->data, e);
    if (!code) code = file_join(path, dir, "utter.db");
    return code ? code : store_open(s, path, e);
}

static void date(char out[20], int64_t unix_s)
{
    time_t t = (time_t)unix_s;
    struct tm tm;
    gmtime_r(&t, &tm);
    strftime(out, 20, "%Y-%m-%d", &tm);
}

static json_t *key_json(const struct store_key *k)
{
    return json_pack("{s:I,s:s,s:s,s:I,s:o,s:b}", "id", (json_int_t)k->id, "name", k->name,
                     "prefix", k->prefix, "created", (json_int_t)k->created_s, "expires",
                     k->expires_s ? json_integer(k->expires_s) : json_null(), "enabled",
                     k->enabled);
}

static int create(const struct cmd_globals *g, struct store *s, int argc, char **argv,
                  struct err *e)
{
    const char *name = "key";
    int64_t expires_s = 0;
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "--days")) {
            int days;
            if (i + 1 == argc || cmd_whole_number(argv[++i], 1, 36500, &days))
                return err_set(e, E_USAGE, "--days needs a number from 1 to 36500");
            expires_s = clock_unix_s() + (int64_t)days * 86400;
        } else if (argv[i][0] == '-') {
            return err_set(e, E_USAGE, "unknown option %s", argv[i]);
        } else {
            name = argv[i];
        }
    }
    int64_t account = 0;
    int made = 0;
    char secret[KEY_TEXT];
    struct store_key k;
    int code = store_first_account(s, &account, &made, e);
    if (!code) code = store_key_create(s, account, name, expires_s, secret, &k, e);
    if (code) return code;
    if (g->json) {
        json_t *v = key_json(&k);
        json_object_set_new(v, "key", json_string(secret));
        return cmd_print_json(v, e);
    }
    printf("%s\n", secret);
    fprintf(stderr, "key %lld ('%s') made; it is shown only this once\n", (long long)k.id, k.name);
    return 0;
}

struct listing {
    json_t *array; /* NULL: print lines */
};

static int list_one(void *ctx, const struct store_key *k)
{
    struct listing *l = ctx;
    if (l->array) {
        json_array_append_new(l->array, key_json(k));
        return 0;
    }
    char made[20], expires[20] = "never";
    date(made, k->created_s);
    if (k->expires_s) date(expires, k->expires_s);
    printf("%4lld  %-10s…  made %s  expires %-10s  %-8s  %s\n", (long long)k->id, k->prefix, made,
           expires, k->enabled ? "enabled" : "disabled", k->name);
    return 0;
}

static int list(const struct cmd_globals *g, struct store *s, struct err *e)
{
    struct listing l = {.array = g->json ? json_array() : NULL};
    int code = store_key_list(s, list_one, &l, e);
    if (!code && l.array) return cmd_print_json(l.array, e);
    json_decref(l.array);
    return code;
}

static int change(struct store *s, const char *verb, const char *which, struct err *e)
{
    struct store_key k;
    int code = store_key_find(s, which, &k, e);
    if (code) return code;
    code = !strcmp(verb, "delete") ? store_key_delete(s, k.id, e)
                                   : store_key_enable(s, k.id, !strcmp(verb, "enable"), e);
    if (!code) fprintf(stderr, "key %lld ('%s'): %sd\n", (long long)k.id, k.name, verb);
    return code;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    struct store *s = NULL;
    const char *verb = argc > 1 ? argv[1] : "";
    int changes = !strcmp(verb, "disable") || !strcmp(verb, "enable") || !strcmp(verb, "delete");
    int known = changes || !strcmp(verb, "create") || !strcmp(verb, "list");
    if (!known || (changes && argc != 3)) {
        err_set(&e, E_USAGE, "what: create [NAME] [--days N], list, disable|enable|delete WHICH");
        return cmd_fail("key", E_USAGE, &e);
    }
    int code = open_store(g, &s, &e);
    if (!code)
        code = changes                   ? change(s, verb, argv[2], &e)
               : !strcmp(verb, "create") ? create(g, s, argc - 2, argv + 2, &e)
                                         : list(g, s, &e);
    store_close(s);
    return code ? cmd_fail("key", code, &e) : 0;
}

const struct cmd cmd_key = {
    .name = "key",
    .summary = "make, list and disable API keys",
    .help = "utter key - API keys of this server\n"
            "\n"
            "  utter key create [NAME] [--days N]   make a key; it is printed once, on stdout\n"
            "  utter key list                       all keys, never their secret\n"
            "  utter key disable WHICH              WHICH: id, name or the first 10 characters\n"
            "  utter key enable WHICH\n"
            "  utter key delete WHICH\n"
            "\n"
            "A running server notices within a second. --json: answers for programs.\n"
            "\n"
            "examples\n"
            "  KEY=$(utter key create laptop)\n"
            "  utter key create ci --days 90 --json\n"
            "  utter key disable laptop\n",
    .run = run,
};
