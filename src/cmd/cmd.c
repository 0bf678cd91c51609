#include "cmd/cmd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cpu.h"
#include "kern/kern.h"

enum { JSON_MAX = 1 << 24 };

static const struct cmd *const commands[] = {
    // clang-format off
    &cmd_serve,
    &cmd_say,
    &cmd_text,
    &cmd_voices,
    &cmd_models,
    &cmd_bench,
    &cmd_key,
    &cmd_import,
    &cmd_doctor,
    NULL,
    // clang-format on
};

static void usage(FILE *to)
{
    fputs(
        "utter - speech in Chinese, English and both, on an ordinary CPU\n"
        "\n"
        "usage: utter COMMAND [OPTION...]     (utter COMMAND --help: what it does, with examples)\n"
        "\n",
        to);
    for (size_t i = 0; commands[i]; i++)
        fprintf(to, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    fputs(
        "\n"
        "every command takes:\n"
        "  --data DIR          where models, voices, lexicons and the database are\n"
        "                      (else $XDG_DATA_HOME/utter or ~/.local/share/utter)\n"
        "  --cpu NAME          at most this instruction set: scalar avx2 avx512 avx512bf16 amx "
        "neon neonbf16\n"
        "  --precision NAME    auto (bf16 where that is faster on this processor), float32, bf16\n"
        "  --memory NAME       fast, or small: nothing in memory that only saves time "
        "(doc/operate.md;\n"
        "                      utter doctor says what each takes)\n"
        "  --json              answers for programs\n"
        "\n"
        "try: utter say '你好, world'\n",
        to);
}

int cmd_fail(const char *name, int code, const struct err *e)
{
    fprintf(stderr, "utter %s: %s\n", name, e && e->msg[0] ? e->msg : err_text(code));
    if (code != E_USAGE) return 1;
    fprintf(stderr, "try: utter %s --help\n", name);
    return 2;
}

int cmd_whole_number(const char *s, long min, long max, int *out)
{
    char *end = NULL;
    long v = s ? strtol(s, &end, 10) : 0;
    if (!s || end == s || *end || v < min || v > max) return E_USAGE;
    *out = (int)v;
    return 0;
}

int cmd_print_json(json_t *v, struct err *e)
{
    struct buf b = buf_make(JSON_MAX);
    int code = v ? json_put(&b, v) : E_NOMEM;
    if (!code && (puts(b.data) < 0 || fflush(stdout))) code = E_IO;
    buf_free(&b);
    json_decref(v);
    return code ? err_set(e, code, "the answer could not be written") : 0;
}

static int set_cpu(struct cmd_globals *g, const char *name)
{
    int mask = cpu_limit_from_name(name);
    if (mask < 0) {
        fprintf(stderr,
                "utter: --cpu %s: no such instruction set (scalar avx2 avx512 avx512bf16 "
                "amx neon neonbf16)\n",
                name);
        return 2;
    }
    g->cpu_flags &= (unsigned)mask;
    return 0;
}

static int set_precision(struct cmd_globals *g, const char *name)
{
    static const enum kokoro_precision all[] = {KOKORO_AUTO, KOKORO_FLOAT32, KOKORO_BF16};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (!strcmp(name, kokoro_precision_name(all[i]))) {
            g->model.precision = all[i];
            return 0;
        }
    fprintf(stderr, "utter: --precision %s: no such precision (auto float32 bf16)\n", name);
    return 2;
}

int cmd_memory(const char *name, int *small, struct err *e)
{
    *small = !strcmp(name, "small");
    if (*small || !strcmp(name, "fast")) return 0;
    return err_set(e, E_USAGE, "--memory %.40s: fast or small", name);
}

static int set_memory(struct cmd_globals *g, const char *name)
{
    struct err e = {0};
    g->memory = name;
    if (!cmd_memory(name, &g->model.small_memory, &e)) return 0;
    fprintf(stderr, "utter: %s\n", e.msg);
    return 2;
}

/* An option with a value: 0, or 2 after saying what is wrong. */
static int set_global(struct cmd_globals *g, const char *name, const char *value)
{
    if (!strcmp(name, "--data")) {
        g->data = value;
        return 0;
    }
    if (!strcmp(name, "--cpu")) return set_cpu(g, value);
    if (!strcmp(name, "--memory")) return set_memory(g, value);
    return set_precision(g, value);
}

static int has_value(const char *a)
{
    static const char *const names[] = {"--data", "--cpu", "--precision", "--memory"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(a, names[i])) return 1;
    return 0;
}

/* Takes the global options out of argv, wherever they stand before a "--"; returns the new argc, or
 * -1 after saying what is wrong. */
static int take_globals(struct cmd_globals *g, int argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        const char *a = argv[i];
        if (!strcmp(a, "--")) {
            while (i < argc)
                argv[kept++] = argv[i++];
            break;
        }
        if (has_value(a)) {
            if (i + 1 == argc) {
                fprintf(stderr, "utter: %s needs a value\n", a);
                return -1;
            }
            if (set_global(g, a, argv[++i])) return -1;
        } else if (!strcmp(a, "--json")) {
            g->json = 1;
        } else {
            argv[kept++] = argv[i];
        }
    }
    argv[kept] = NULL;
    return kept;
}

static const struct cmd *find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (!strcmp(commands[i]->name, name)) return commands[i];
    return NULL;
}

int cmd_main(int argc, char **argv)
{
    struct cmd_globals g = {.cpu_flags = cpu_detect()};
    signal(SIGPIPE, SIG_IGN);
    argc = take_globals(&g, argc, argv);
    if (argc < 0) return 2;
    kern_init(g.cpu_flags);
    if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
        const struct cmd *c = argc > 2 ? find(argv[2]) : NULL;
        if (c)
            fputs(c->help, stdout);
        else
            usage(argc < 2 ? stderr : stdout);
        return argc < 2 ? 2 : 0;
    }
    const struct cmd *c = find(argv[1]);
    if (!c) {
        fprintf(stderr, "utter: no command '%s'; try: utter --help\n", argv[1]);
        return 2;
    }
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], "--help")) {
            fputs(c->help, stdout);
            return 0;
        }
    return c->run(&g, argc - 1, argv + 1);
}
