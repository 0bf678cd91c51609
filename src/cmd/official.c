#include "cmd/official.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "model/kokoro/import_official.h"

/* On a terminal, a line that counts up. */
static void show_part(void *ctx, double part)
{
    int *shown = ctx, percent = part < 1 ? (int)(100 * part) : 100;
    if (percent == *shown) return;
    *shown = percent;
    fprintf(stderr, "\r\033[K  reading the model  %3d %%", percent);
    fflush(stderr);
}

static json_t *unknown_json(const struct official_report *r)
{
    json_t *names = json_array();
    for (int i = 0; i < r->unknown && i < OFFICIAL_NAMES_MAX; i++)
        json_array_append_new(names, json_string(r->unknown_names[i]));
    return names;
}

static int print_json(const struct official_report *r, double seconds, struct err *e)
{
    json_t *model = json_null();
    if (r->model[0])
        model = json_pack("{s:s,s:s,s:s,s:b,s:i,s:i,s:i,s:i,s:o}", "file", r->model, "format",
                          r->format, "sha256", r->sha256, "is_v1_0", r->is_v1_0, "tensors",
                          r->arrays, "folded", r->folded, "not_needed", r->ignored, "unknown",
                          r->unknown, "unknown_names", unknown_json(r));
    return cmd_print_json(json_pack("{s:o,s:i,s:i,s:f}", "model", model, "voices_read",
                                    r->voices_read, "voices", r->voices, "seconds", seconds),
                          e);
}

static void print_model(const struct official_report *r)
{
    printf("%s\n", r->model);
    printf("  %s, %s\n", r->format,
           r->is_v1_0 ? "the author's v1.0 (by its SHA-256)" : "not the file published as v1.0");
    printf("  %d tensors: %d pairs folded into weights, %d not needed\n", r->arrays, r->folded,
           r->ignored);
    for (int i = 0; i < r->unknown && i < OFFICIAL_NAMES_MAX; i++)
        printf("  warning: %s: unknown, left out\n", r->unknown_names[i]);
    if (r->unknown > OFFICIAL_NAMES_MAX)
        printf("  warning: and %d more, unknown, left out\n", r->unknown - OFFICIAL_NAMES_MAX);
}

static void print_report(const struct official_report *r, double seconds)
{
    if (r->model[0]) print_model(r);
    if (r->voices_read)
        printf("%d voices read, %d there are now\n", r->voices_read, r->voices);
    else if (r->voices)
        printf("%d voices, as they were\n", r->voices);
    else
        puts("no voices yet: utter import --voices DIR, or utter import");
    printf("%.1f s; a server that is running takes them when it is started again\n", seconds);
}

int official_import(const struct cmd_globals *g, const char *data, const char *model,
                    const char *voices, struct err *e)
{
    int shown = -1, terminal = !g->json && isatty(STDERR_FILENO);
    struct official_report r;
    const struct official_request q = {
        .model = model, .voices = voices, .progress = terminal ? show_part : NULL, .ctx = &shown};
    int64_t start_ns = clock_ns();
    int code = kokoro_import_official(data, &q, &r, e);
    double seconds = (double)(clock_ns() - start_ns) * 1e-9;
    if (shown >= 0) fputs("\r\033[K", stderr);
    if (code) return code;
    if (g->json) return print_json(&r, seconds, e);
    print_report(&r, seconds);
    return 0;
}
