#include "layer_check.h"

#include "nn/pack_weights.h"

/* Every weight is where the layout says, everything else is zero, and nothing is written behind. */
static void packs_conv(void **state)
{
    (void)state;
    static const int shapes[][3] = {{1, 1, 1}, {16, 3, 1}, {17, 5, 3}, {33, 22, 12}, {48, 1, 7}};
    for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++) {
        const int co = shapes[s][0], ci = shapes[s][1], k = shapes[s][2];
        const int panels = (co + 15) / 16;
        size_t n = nn_packed_conv_size(co, ci, k);
        assert_int_equal(n, panels * 16 * ci * k);
        float *w = random_floats((size_t)(co * ci * k), 1), *p = random_floats(n, 1);
        nn_pack_conv(p, w, co, ci, k);
        for (int panel = 0; panel < panels; panel++)
            for (int j = 0; j < k; j++)
                for (int i = 0; i < ci; i++)
                    for (int lane = 0; lane < 16; lane++) {
                        int o = panel * 16 + lane;
                        float want = o < co ? w[(o * ci + i) * k + j] : 0;
                        assert_true(p[((panel * k + j) * ci + i) * 16 + lane] == want);
                    }
        free(w);
        free(p);
    }
}

static void packs_conv_transposed(void **state)
{
    (void)state;
    static const int shapes[][4] = {{1, 1, 2, 2}, {3, 17, 20, 10}, {5, 16, 12, 6}, {4, 33, 9, 3}};
    for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++) {
        const int ci = shapes[s][0], co = shapes[s][1], k = shapes[s][2], stride = shapes[s][3];
        const int panels = (co + 15) / 16, taps = k / stride;
        size_t n = nn_packed_conv_transposed_size(ci, co, k, stride);
        assert_int_equal(n, stride * panels * taps * ci * 16);
        float *w = random_floats((size_t)(co * ci * k), 1), *p = random_floats(n, 1);
        nn_pack_conv_transposed(p, w, ci, co, k, stride);
        for (size_t at = 0; at < n; at++) {
            size_t lane = at % 16, i = at / 16 % (size_t)ci,
                   m = at / 16 / (size_t)ci % (size_t)taps;
            size_t rest = at / 16 / (size_t)ci / (size_t)taps,
                   o = rest % (size_t)panels * 16 + lane;
            size_t r = rest / (size_t)panels;
            size_t kernel = r + ((size_t)taps - 1 - m) * (size_t)stride;
            float want = o < (size_t)co ? w[(i * (size_t)co + o) * (size_t)k + kernel] : 0;
            assert_true(p[at] == want);
        }
        free(w);
        free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(packs_conv),
                                       cmocka_unit_test(packs_conv_transposed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
