/* A spectrum that the first call makes: several threads come at once, one makes it, all get what an
 * early one gives, bit for bit. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cpu.h"
#include "kern/kern.h"
#include "nn/conv_spectral.h"
#include "nn/pack_weights.h"
#include "unit.h"

enum { THREADS = 4, ROWS = 200, CHANNELS = 64, TAPS = 3 };

struct caller {
    pthread_t thread;
    const struct nn_conv1d *conv;
    const float *x;
    float *y;
};

static void *call(void *arg)
{
    struct caller *c = arg;
    struct arena scratch = {0};
    assert_int_equal(arena_init(&scratch, 64 << 20), 0);
    struct nn nn = {.scratch = &scratch};
    conv_spectral(&nn, c->conv,
                  &(struct nn_conv1d_args){
                      .x = c->x, .x_row = CHANNELS, .T = ROWS, .y = c->y, .y_row = CHANNELS});
    arena_free(&scratch);
    return NULL;
}

static float *numbers(size_t n)
{
    float *x = malloc(n * sizeof(*x));
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((i * 2654435761u) % 2001) / 1000 - 1;
    return x;
}

static void one_makes_it_for_all(void **state)
{
    (void)state;
    kern_init(cpu_detect());
    float *w = numbers(CHANNELS * CHANNELS * TAPS), *x = numbers(ROWS * CHANNELS);
    float *packed = malloc(nn_packed_conv_size(CHANNELS, CHANNELS, TAPS) * sizeof(float));
    nn_pack_conv(packed, w, CHANNELS, CHANNELS, TAPS);
    struct nn_conv1d conv = nn_conv1d_init(packed, NULL, CHANNELS, CHANNELS, TAPS, 1);
    size_t n = conv_spectral_size(&conv);
    float *early = malloc(n * sizeof(float)), *later = calloc(n, sizeof(float));
    float *want = malloc(ROWS * CHANNELS * sizeof(float));
    conv_spectral_make(NULL, &conv, early);
    conv.spectrum = early;
    call(&(struct caller){.conv = &conv, .x = x, .y = want});

    struct conv_late late;
    conv_late_init(&late, later);
    conv.spectrum = later;
    conv.late = &late;
    struct caller callers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        callers[i] =
            (struct caller){.conv = &conv, .x = x, .y = malloc(ROWS * CHANNELS * sizeof(float))};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_memory_equal(callers[i].y, want, ROWS * CHANNELS * sizeof(float));
        free(callers[i].y);
    }
    assert_memory_equal(later, early, n * sizeof(float));
    free(w), free(x), free(packed), free(early), free(later), free(want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_makes_it_for_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
