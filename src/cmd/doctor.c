/* doctor.c - `utter doctor`: what is missing or wrong, and how to mend it. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/buf.h"
#include "base/cpu.h"
#include "base/file.h"
#include "base/json.h"
#include "base/pack.h"
#include "cmd/memory_need.h"
#include "model/kokoro/kokoro.h"
#include "store/store.h"
#include "text/text.h"

struct report {
    json_t *findings; /* NULL: print lines */
    int wrong;
};

static void say(struct report *r, int ok, const char *what, const char *detail)
{
    if (!ok) r->wrong++;
    if (r->findings)
        json_array_append_new(
            r->findings, json_pack("{s:s,s:b,s:s}", "check", what, "ok", ok, "detail", detail));
    else
        printf("%-5s %-18s %s\n", ok ? "ok" : "WRONG", what, detail);
}

/* Every byte of one of our tables against its checksum. */
static void check_pack(struct report *r, const char *data, const char *name, const char *kind,
                       uint32_t version)
{
    struct err e = {0};
    char path[PATH_MAX_BYTES], detail[200];
    struct pack *p = NULL;
    int code = file_join(path, data, name);
    if (!code) code = pack_open(&p, path, kind, version, &e);
    if (!code) code = pack_verify(p, &e);
    if (!code) snprintf(detail, sizeof(detail), "%zu sections, checksum right", pack_count(p));
    pack_close(p);
    if (code == E_NOENT)
        snprintf(e.msg, sizeof(e.msg), "%.100s is missing: run ./start, or utter import", path);
    say(r, !code, name, code ? e.msg : detail);
}

/* Nothing is lost without it but time at every start. */
static void check_bf16(struct report *r, const char *data)
{
    struct err e = {0};
    int code = kokoro_verify_bf16(data, &e);
    say(r, !code || code == E_NOENT, "model/kokoro-bf16.pack",
        !code             ? "of this model, checksum right"
        : code == E_NOENT ? "not there: made in memory at each start (utter import writes it)"
                          : e.msg);
}

/* "[always] madvise never" -> does a wish for huge pages do anything? */
static int huge_pages(void)
{
    struct buf b = buf_make(200);
    int code = file_read(&b, "/sys/kernel/mm/transparent_hugepage/enabled", NULL);
    int yes = !code && !strstr(b.data, "[never]");
    buf_free(&b);
    return yes;
}

static void say_memory(struct report *r, const char *data, struct kokoro_options o, int chosen)
{
    static const double seconds[] = {1, 5, 10, 30};
    const char *name = o.small_memory ? "memory, small" : "memory, fast";
    struct err e = {0};
    struct memory_need m;
    char detail[320];
    int code = memory_need(data, &o, seconds, 4, &m, &e);
    snprintf(detail, sizeof(detail),
             "%sweights %.0f MB (%.0f of them made at start), in %s; each text at once %.0f MB for "
             "%.0f s of speech, %.0f for %.0f, %.0f for %.0f, %.0f for %.0f; huge pages %s",
             chosen           ? ""
             : o.small_memory ? "(with --memory small) "
                              : "(with --memory fast) ",
             m.weights_mb, m.made_mb, kokoro_precision_name(kokoro_precision_for(&o)),
             m.speech_mb[0], seconds[0], m.speech_mb[1], seconds[1], m.speech_mb[2], seconds[2],
             m.speech_mb[3], seconds[3], huge_pages() ? "given" : "not given: slower");
    say(r, !code, name, code ? e.msg : detail);
}

/* What speech takes as it is set, and the other way. */
static void say_memories(struct report *r, const char *data, struct kokoro_options o)
{
    say_memory(r, data, o, 1);
    o.small_memory = !o.small_memory;
    say_memory(r, data, o, 0);
}

static void check_opens(struct report *r, const char *data, const struct kokoro_options *o)
{
    struct err e = {0};
    struct kokoro *k = NULL;
    struct text *t = NULL;
    int code = kokoro_open(&k, data, &e);
    kokoro_close(k);
    say(r, !code, "model opens", code ? e.msg : "every tensor has its name and shape");
    if (!code) say_memories(r, data, *o);
    code = text_open(&t, data, &e);
    say(r, !code, "front end opens", code ? e.msg : "lexicons and token table");
    text_close(t);
}

static int count_key(void *ctx, const struct store_key *k)
{
    *(int *)ctx += k->enabled;
    return 0;
}

static void check_store(struct report *r, const char *data)
{
    struct err e = {0};
    char path[PATH_MAX_BYTES], detail[120];
    struct store *s = NULL;
    int keys = 0, code = file_join(path, data, "utter.db");
    if (!code && !file_exists(path)) {
        say(r, 1, "database", "not made yet (utter serve makes it)");
        return;
    }
    if (!code) code = store_open(&s, path, &e);
    if (!code) code = store_key_list(s, count_key, &keys, &e);
    store_close(s);
    snprintf(detail, sizeof(detail), "%d keys enabled%s", keys,
             keys ? "" : ": nobody can use the server; run utter key create");
    say(r, !code && keys > 0, "database", code ? e.msg : detail);
}

static void check_machine(struct report *r, const struct cmd_globals *g, const char *data)
{
    char detail[PATH_MAX_BYTES + 200];
    struct statvfs disk;
    const enum kokoro_precision precision = kokoro_precision_for(&g->model);
    snprintf(detail, sizeof(detail), "%s, %d processors for us, %s; speaks in %s", cpu_brand(),
             cpu_count(), cpu_name_of(g->cpu_flags), kokoro_precision_name(precision));
    say(r, 1, "processor", detail);
    if (statvfs(data, &disk)) return;
    double free_mb = (double)disk.f_bavail * (double)disk.f_frsize / 1e6;
    snprintf(detail, sizeof(detail), "%s: %.0f MB free%s", data, free_mb,
             free_mb < 200 ? ": too little to import or to keep a database" : "");
    say(r, free_mb >= 200, "data folder", detail);
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    char data[PATH_MAX_BYTES];
    if (argc > 1) {
        err_set(&e, E_USAGE, "%s: it takes no arguments", argv[1]);
        return cmd_fail("doctor", E_USAGE, &e);
    }
    int code = file_data_dir(data, g->data, &e);
    if (code) return cmd_fail("doctor", code, &e);
    struct report r = {.findings = g->json ? json_array() : NULL};
    check_machine(&r, g, data);
    check_pack(&r, data, "model/kokoro.pack", "kokoro", 1);
    check_bf16(&r, data);
    check_pack(&r, data, "voices/kokoro.pack", "voices", 1);
    check_pack(&r, data, "lexicon/zh.pack", "zh", 4);
    check_pack(&r, data, "lexicon/en.pack", "en", 2);
    check_pack(&r, data, "lexicon/en-tags.pack", "en-tags", 1);
    check_pack(&r, data, "lexicon/qwen.pack", "qwen", 1);
    check_pack(&r, data, "lexicon/emoji.pack", "emoji", 1);
    check_opens(&r, data, &g->model);
    check_store(&r, data);
    if (r.findings) code = cmd_print_json(r.findings, &e);
    if (code) return cmd_fail("doctor", code, &e);
    return r.wrong ? 1 : 0;
}

const struct cmd cmd_doctor = {
    .name = "doctor",
    .summary = "say what is missing or wrong, and how to mend it",
    .help = "utter doctor - looks at the machine, the tables (every byte), and the database\n"
            "\n"
            "  utter doctor [--json]     exit code 0 when everything is right, else 1\n",
    .run = run,
};
