/* cmd.h - the commands: one file each, one row of the table in cmd.c.
 *
 * A command gets its own argv (argv[0] is its name), with the global options already taken out.  It
 * returns the process's exit code: 0 ok, 1 failed, 2 wrong use.  Commands may print. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/err.h"
#include "base/json.h"
#include "model/kokoro/kokoro.h"

struct cmd_globals {
    const char *data;            /* --data, or NULL */
    int json;                    /* --json */
    const char *memory;          /* --memory as given, or NULL */
    unsigned cpu_flags;          /* detected, lowered by --cpu */
    struct kokoro_options model; /* --precision, --memory */
};

struct cmd {
    const char *name;
    const char *summary; /* one line for `utter --help` */
    const char *help;    /* whole text of `utter NAME --help`, with examples */
    int (*run)(const struct cmd_globals *g, int argc, char **argv);
};

extern const struct cmd cmd_serve, cmd_say, cmd_text, cmd_voices, cmd_models, cmd_bench, cmd_import,
    cmd_doctor, cmd_key;

/* Finds and runs the command of argv[1]; what main returns. */
int cmd_main(int argc, char **argv);

/* Prints "utter NAME: message" and, for E_USAGE, how to get help; returns the exit code for it. */
int cmd_fail(const char *name, int code, const struct err *e);

/* A whole number from min to max, and nothing behind it; s may be NULL.  0, or E_USAGE without a
 * message: the caller knows what the number is for. */
int cmd_whole_number(const char *s, long min, long max, int *out);

/* What --memory, or its setting, means: "fast" or "small". E_USAGE. */
NODISCARD int cmd_memory(const char *name, int *small, struct err *e);

/* Prints v as one line and takes it (NULL: it could not be made, E_NOMEM). */
int cmd_print_json(json_t *v, struct err *e);

#endif
