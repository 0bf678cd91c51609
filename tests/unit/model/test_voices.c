#include "model/kokoro/voices.h"

#include "../unit.h"
#include "model/kokoro/tensors.h"

enum { WIDTH = 6, ROWS = 5 };
static char folder[200], path[260];

static int set_up(void **state)
{
    (void)state;
    unit_folder(folder);
    snprintf(path, sizeof(path), "%s/kokoro.pack", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unit_remove(folder);
    return 0;
}

static void write_voices(int n, const char *const names[], size_t bytes)
{
    struct pack_writer *w;
    struct err e;
    assert_int_equal(pack_writer_open(&w, path, KOKORO_VOICES_KIND, KOKORO_VOICES_VERSION, &e), 0);
    for (int i = 0; i < n; i++) {
        float rows[ROWS * WIDTH + 1];
        for (int j = 0; j < ROWS * WIDTH; j++)
            rows[j] = (float)(100 * i + j);
        pack_writer_add(w, names[i], rows, bytes);
    }
    assert_int_equal(pack_writer_finish(w, &e), 0);
}

static void names_are_sorted_and_found(void **state)
{
    (void)state;
    static const char *const names[] = {"zf_xiaoxiao", "af_heart", "zm_yunxi"};
    write_voices(3, names, ROWS * WIDTH * sizeof(float));
    struct kokoro_voices v;
    struct err e;
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), 0);
    assert_int_equal(v.n, 3);
    assert_string_equal(v.items[0].name, "af_heart");
    assert_string_equal(v.items[1].name, "zf_xiaoxiao");
    assert_int_equal(kokoro_voices_find(&v, "zm_yunxi"), 2);
    assert_int_equal(kokoro_voices_find(&v, "Zm_yunxi"), -1);
    assert_int_equal(kokoro_voices_find(&v, "zm_yunx"), -1);
    assert_int_equal(kokoro_voices_find(&v, ""), -1);
    int heart = kokoro_voices_find(&v, "af_heart");
    assert_true(kokoro_voices_row(&v, heart, 1)[0] == 100);
    assert_true(kokoro_voices_row(&v, heart, 3)[1] == 100 + 2 * WIDTH + 1);
    const float *last = kokoro_voices_row(&v, heart, ROWS);
    assert_true(last[0] == 100 + 4 * WIDTH);
    assert_ptr_equal(kokoro_voices_row(&v, heart, ROWS + 1), last); /* clamped at both ends */
    assert_ptr_equal(kokoro_voices_row(&v, heart, 510), last);
    assert_ptr_equal(kokoro_voices_row(&v, heart, 0), kokoro_voices_row(&v, heart, 1));
    assert_ptr_equal(kokoro_voices_row(&v, heart, -7), kokoro_voices_row(&v, heart, 1));
    kokoro_voices_close(&v);
    kokoro_voices_close(&v); /* closed is fine */
}

static void refused(void **state)
{
    (void)state;
    static const char *const names[] = {"a"};
    struct kokoro_voices v;
    struct err e;
    write_voices(0, names, 0);
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), E_CORRUPT); /* no voice */
    write_voices(1, names, 0);
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), E_CORRUPT); /* no row */
    write_voices(1, names, ROWS * WIDTH * sizeof(float) + 4);
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), E_CORRUPT); /* part of a row */
    assert_non_null(strstr(e.msg, "voice a"));
    unlink(path);
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), E_NOENT);
}

static void at_most_256(void **state)
{
    (void)state;
    static char text[KOKORO_VOICES_MAX + 1][8];
    static const char *names[KOKORO_VOICES_MAX + 1];
    for (int i = 0; i <= KOKORO_VOICES_MAX; i++) {
        snprintf(text[i], sizeof(text[i]), "v%d", i);
        names[i] = text[i];
    }
    struct kokoro_voices v;
    struct err e;
    write_voices(KOKORO_VOICES_MAX, names, WIDTH * sizeof(float));
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), 0);
    assert_int_equal(v.n, KOKORO_VOICES_MAX);
    kokoro_voices_close(&v);
    write_voices(KOKORO_VOICES_MAX + 1, names, WIDTH * sizeof(float));
    assert_int_equal(kokoro_voices_open(&v, path, WIDTH, &e), E_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_and_found),
        cmocka_unit_test(refused),
        cmocka_unit_test(at_most_256),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
