#include "base/pack.h"

#include "../unit.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/rng.h"

static char folder[200], path[260];

static int set_up(void **state)
{
    (void)state;
    unit_folder(folder);
    snprintf(path, sizeof(path), "%s/test.pack", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unit_remove(folder);
    return 0;
}

static void write_three(void)
{
    struct pack_writer *w;
    struct err e;
    assert_int_equal(pack_writer_open(&w, path, "test", 7, &e), 0);
    pack_writer_add(w, "pear", "0123456789", 10);
    pack_writer_add(w, "apple", "abc", 3);
    pack_writer_add(w, "empty", "", 0);
    assert_int_equal(pack_writer_finish(w, &e), 0);
}

static int opens(uint32_t version, const char *kind, struct err *e)
{
    struct pack *p;
    int code = pack_open(&p, path, kind, version, e);
    assert_true(code == 0 || p == NULL);
    pack_close(p);
    return code;
}

static void what_is_written_is_found(void **state)
{
    (void)state;
    write_three();
    struct pack *p;
    struct err e;
    size_t n;
    assert_int_equal(pack_open(&p, path, "test", 7, &e), 0);
    assert_int_equal(pack_count(p), 3);
    assert_string_equal(pack_name(p, 0, &n), "apple");
    assert_int_equal(n, 3);
    assert_string_equal(pack_name(p, 2, NULL), "pear");
    const char *pear = pack_find(p, "pear", &n);
    assert_int_equal(n, 10);
    assert_memory_equal(pear, "0123456789", 10);
    assert_int_equal((uintptr_t)pear % 64, 0);
    assert_non_null(pack_find(p, "empty", &n));
    assert_int_equal(n, 0);
    assert_null(pack_find(p, "plum", &n));
    const void *bytes;
    assert_int_equal(pack_need(p, "apple", 3, &bytes, &e), 0);
    assert_int_equal(pack_need(p, "apple", 4, &bytes, &e), E_CORRUPT);
    assert_int_equal(pack_need(p, "plum", 4, &bytes, &e), E_CORRUPT);
    assert_int_equal(pack_verify(p, &e), 0);
    pack_close(p);
}

/* Longer than the block that finish copies by, and added between others. */
static void long_sections_are_copied_whole(void **state)
{
    (void)state;
    enum { LONG = 3 * 65536 + 5, SECTIONS = 3 };
    static const char *const names[SECTIONS] = {"c", "a", "b"};
    static const size_t sizes[SECTIONS] = {LONG, 65536, LONG - 7};
    uint32_t *bytes = malloc(SECTIONS * (LONG + 4));
    struct rng r = {11};
    struct err e;
    struct pack_writer *w;
    assert_non_null(bytes);
    for (size_t i = 0; i < SECTIONS * (LONG + 4) / 4; i++)
        bytes[i] = (uint32_t)rng_next(&r);
    assert_int_equal(pack_writer_open(&w, path, "test", 7, &e), 0);
    for (int i = 0; i < SECTIONS; i++)
        pack_writer_add(w, names[i], (char *)bytes + (ptrdiff_t)i * LONG, sizes[i]);
    assert_int_equal(pack_writer_finish(w, &e), 0);
    struct pack *p;
    assert_int_equal(pack_open(&p, path, "test", 7, &e), 0);
    for (int round = 0; round < 2; round++) { /* verify gives pages back: they can be read again */
        assert_int_equal(pack_verify(p, &e), 0);
        for (int i = 0; i < SECTIONS; i++) {
            const void *found;
            assert_int_equal(pack_need(p, names[i], sizes[i], &found, &e), 0);
            assert_memory_equal(found, (char *)bytes + (ptrdiff_t)i * LONG, sizes[i]);
        }
    }
    pack_close(p);
    free(bytes);
}

static void a_folder_that_is_not_there(void **state)
{
    (void)state;
    struct err e = {0};
    struct pack_writer *w;
    assert_int_equal(pack_writer_open(&w, "/nonexistent/x.pack", "test", 7, &e), E_IO);
    assert_null(w);
    assert_non_null(strstr(e.msg, "/nonexistent/x.pack"));
}

static void another_kind_or_version(void **state)
{
    (void)state;
    struct err e;
    write_three();
    assert_int_equal(opens(7, "test", &e), 0);
    assert_int_equal(opens(8, "test", &e), E_CORRUPT);
    assert_non_null(strstr(e.msg, "version 7"));
    assert_int_equal(opens(7, "tes", &e), E_CORRUPT);
    assert_int_equal(opens(7, "tests", &e), E_CORRUPT);
    assert_non_null(strstr(e.msg, "utter import"));
    unlink(path);
    assert_int_equal(opens(7, "test", &e), E_NOENT);
}

static void names_have_limits(void **state)
{
    (void)state;
    struct pack_writer *w;
    struct err e;
    char name[PACK_NAME_BYTES + 1];
    memset(name, 'n', sizeof(name));
    name[PACK_NAME_BYTES - 1] = 0; /* the longest: 79 characters */
    assert_int_equal(pack_writer_open(&w, path, "test", 1, &e), 0);
    pack_writer_add(w, name, "x", 1);
    assert_int_equal(pack_writer_finish(w, &e), 0);
    struct pack *p;
    assert_int_equal(pack_open(&p, path, "test", 1, &e), 0);
    assert_non_null(pack_find(p, name, NULL));
    pack_close(p);
    name[PACK_NAME_BYTES - 1] = 'n';
    name[PACK_NAME_BYTES] = 0;
    assert_int_equal(pack_writer_open(&w, path, "test", 1, &e), 0);
    pack_writer_add(w, name, "x", 1);
    assert_int_equal(pack_writer_finish(w, &e), E_LIMIT);
}

static void one_name_twice_is_refused(void **state)
{
    (void)state;
    struct pack_writer *w;
    struct err e;
    write_three();
    assert_int_equal(pack_writer_open(&w, path, "test", 7, &e), 0);
    pack_writer_add(w, "a", "x", 1);
    pack_writer_add(w, "a", "y", 1);
    assert_int_not_equal(pack_writer_finish(w, &e), 0);
    assert_int_equal(opens(7, "test", &e), 0); /* the file from before */
}

static void abandoned_leaves_no_file(void **state)
{
    (void)state;
    struct pack_writer *w;
    struct err e;
    unlink(path);
    assert_int_equal(pack_writer_open(&w, path, "test", 1, &e), 0);
    pack_writer_add(w, "a", "x", 1);
    pack_writer_abandon(w);
    pack_writer_abandon(NULL);
    assert_false(file_exists(path));
    char command[300];
    snprintf(command, sizeof(command), "[ -z \"$(ls '%s')\" ]", folder);
    assert_int_equal(system(command), 0);
}

/* Writes bytes as they are, opens, looks everything up. */
static int try_bytes(const char *bytes, size_t n)
{
    struct err e = {0};
    struct pack *p;
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
    int code = pack_open(&p, path, "test", 7, &e);
    if (!code) {
        volatile unsigned sum = 0;
        for (size_t i = 0; i < pack_count(p); i++) {
            size_t size;
            const char *name = pack_name(p, i, NULL);
            const unsigned char *section = pack_find(p, name, &size);
            assert_non_null(section);
            for (size_t j = 0; j < size; j++)
                sum += section[j];
        }
        (void)sum; /* read to touch every byte */
        code = pack_verify(p, &e);
    }
    if (code) {
        assert_true(code == E_CORRUPT || code == E_FORMAT); /* E_FORMAT: an empty file */
        assert_true(strlen(e.msg) > 10);
    }
    pack_close(p);
    return code;
}

/* Any one bit flipped, anywhere, is noticed: by the header's checksum or by pack_verify. */
static void every_flipped_bit_is_noticed(void **state)
{
    (void)state;
    write_three();
    struct buf b = buf_make(1 << 16);
    struct err e;
    assert_int_equal(file_read(&b, path, &e), 0);
    for (size_t i = 0; i < b.len; i++)
        for (int bit = 0; bit < 8; bit += 1 + (int)(i % 3)) {
            b.data[i] = (char)(b.data[i] ^ 1 << bit);
            if (!try_bytes(b.data, b.len)) fail_msg("byte %zu bit %d went unnoticed", i, bit);
            b.data[i] = (char)(b.data[i] ^ 1 << bit);
        }
    assert_int_equal(try_bytes(b.data, b.len), 0);
    for (size_t n = 0; n < b.len; n++)
        assert_int_not_equal(try_bytes(b.data, n), 0);
    assert_int_equal(buf_putc(&b, 0), 0);
    assert_int_not_equal(try_bytes(b.data, b.len), 0); /* a byte too many */
    buf_free(&b);
}

/* A hostile file has right checksums. Entries of any sort: refused, or within the file. */
static void hostile_contents_with_the_right_checksum(void **state)
{
    (void)state;
    enum { HEADER_BYTES = 128, ENTRY_BYTES = 96, HASH_AT = 40, N_AT = 28 };
    write_three();
    struct buf b = buf_make(1 << 16);
    struct err e;
    assert_int_equal(file_read(&b, path, &e), 0);
    struct rng r = {5};
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
        char *copy = malloc(b.len);
        assert_non_null(copy);
        memcpy(copy, b.data, b.len);
        for (uint32_t k = 1 + rng_below(&r, 3); k > 0; k--) {
            uint32_t at = rng_below(&r, 8) ? HEADER_BYTES + rng_below(&r, 3 * ENTRY_BYTES)
                                           : N_AT + rng_below(&r, 12);
            copy[at] = (char)(rng_below(&r, 4) ? copy[at] ^ 1 << rng_below(&r, 8)
                                               : (int)rng_below(&r, 256));
        }
        uint32_t n;
        memcpy(&n, copy + N_AT, sizeof(n));
        size_t contents = HEADER_BYTES + (size_t)n * ENTRY_BYTES;
        memset(copy + HASH_AT, 0, SHA256_BYTES);
        if (contents <= b.len) digest_sha256((uint8_t *)copy + HASH_AT, copy, contents);
        refused += try_bytes(copy, b.len) != 0;
        free(copy);
    }
    assert_true(refused > 1000);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_found),
        cmocka_unit_test(long_sections_are_copied_whole),
        cmocka_unit_test(a_folder_that_is_not_there),
        cmocka_unit_test(another_kind_or_version),
        cmocka_unit_test(names_have_limits),
        cmocka_unit_test(one_name_twice_is_refused),
        cmocka_unit_test(abandoned_leaves_no_file),
        cmocka_unit_test(every_flipped_bit_is_noticed),
        cmocka_unit_test(hostile_contents_with_the_right_checksum),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
