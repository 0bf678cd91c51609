#include "cmd/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

enum { WIDTH = 24, SHOW_EVERY_NS = 100000000 };

void progress_start(struct progress *p, int wanted)
{
    *p = (struct progress){.on = wanted && isatty(STDERR_FILENO), .started_ns = clock_ns()};
}

void progress_show(struct progress *p, double part, double seconds)
{
    int64_t now = clock_ns();
    if (!p->on || now - p->shown_ns < SHOW_EVERY_NS) return;
    p->shown_ns = now;
    double took = (double)(now - p->started_ns) / 1e9;
    char bar[WIDTH + 1] = "";
    fputs("\r\033[K", stderr);
    if (part >= 0) {
        int full = part < 1 ? (int)(part * WIDTH) : WIDTH;
        memset(bar, '.', WIDTH);
        memset(bar, '#', (size_t)full);
        fprintf(stderr, "[%s] %3.0f %%  ", bar, part < 1 ? 100 * part : 100.0);
    }
    fprintf(stderr, "%d:%02d of speech, %.1f times as fast as it sounds", (int)seconds / 60,
            (int)seconds % 60, took > 0 ? seconds / took : 0);
    fflush(stderr);
}

void progress_end(struct progress *p)
{
    if (p->on && p->shown_ns) fputs("\r\033[K", stderr);
    p->on = 0;
}
