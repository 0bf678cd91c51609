/* The zip of torch.save: members found where they are, and damage of every kind refused. */
#include "model/kokoro/torch_zip.h"

#include "mutate.h"
#include "torch_bytes.h"

static struct zip_bytes good;

static int set_up(void **state)
{
    (void)state;
    good = zip_make();
    zip_add(&good, "kokoro/data.pkl", "\x80\2N.", 4);
    zip_add(&good, "kokoro/byteorder", "little", 6);
    zip_add(&good, "kokoro/data/0", "0123456789abcdef", 16);
    zip_add(&good, "kokoro/data/1", "", 0);
    zip_add(&good, "kokoro/version", "3\n", 2);
    zip_end(&good);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    zip_free(&good);
    return 0;
}

static int open_bytes(struct torch_zip **z, const char *bytes, size_t n, char **copy, struct err *e)
{
    *copy = mutate_copy(bytes, n);
    return torch_zip_open(z, *copy, n, e);
}

static void refuse(const struct zip_bytes *z, const char *why)
{
    struct torch_zip *t;
    struct err e = {0};
    char *copy;
    int code = open_bytes(&t, z->file.data, z->file.len, &copy, &e);
    assert_int_equal(code, E_FORMAT);
    assert_null(t);
    if (!strstr(e.msg, why)) fail_msg("'%s', not '%s'", e.msg, why);
    free(copy);
}

static void members(void **state)
{
    (void)state;
    struct torch_zip *z;
    struct err e = {0};
    const uint8_t *bytes;
    size_t n;
    assert_int_equal(torch_zip_open(&z, good.file.data, good.file.len, &e), 0);
    assert_int_equal(torch_zip_member(z, "data/0", &bytes, &n, &e), 0);
    assert_int_equal(n, 16);
    assert_memory_equal(bytes, "0123456789abcdef", 16);
    assert_int_equal((const char *)bytes - good.file.data,
                     64 * (((const char *)bytes - good.file.data) / 64)); /* in place */
    assert_int_equal(torch_zip_member(z, "data/1", &bytes, &n, &e), 0);
    assert_int_equal(n, 0);
    static const char *const absent[] = {"data/2",  "data",          "",
                                         "data/0/", "kokoro/data/0", "../kokoro/data/0"};
    for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
        assert_int_equal(torch_zip_member(z, absent[i], &bytes, &n, &e), E_NOENT);
    torch_zip_close(z);
    torch_zip_close(NULL);
}

/* Every bit of a member is covered by its checksum. */
static void checksum(void **state)
{
    (void)state;
    for (int bit = 0; bit < 16 * 8; bit++) {
        struct torch_zip *z;
        struct err e = {0};
        const uint8_t *bytes;
        size_t n;
        char *copy = mutate_copy(good.file.data, good.file.len);
        char *at = memmem(copy, good.file.len, "0123456789", 10);
        assert_non_null(at);
        at[bit / 8] = (char)(at[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(torch_zip_open(&z, copy, good.file.len, &e), 0);
        assert_int_equal(torch_zip_member(z, "data/0", &bytes, &n, &e), E_FORMAT);
        assert_non_null(strstr(e.msg, "CRC"));
        torch_zip_close(z);
        free(copy);
    }
    struct zip_bytes longer = zip_make(); /* the table's way against bit by bit, all lengths */
    char text[100];
    for (int i = 0; i < 100; i++) {
        char name[20];
        text[i] = (char)(i * 37);
        snprintf(name, sizeof(name), "data/%d", i);
        zip_add(&longer, name, text, (size_t)i);
    }
    zip_add(&longer, "data.pkl", "x", 1); /* without a folder */
    zip_end(&longer);
    struct torch_zip *z;
    struct err e = {0};
    assert_int_equal(torch_zip_open(&z, longer.file.data, longer.file.len, &e), 0);
    for (int i = 0; i < 100; i++) {
        const uint8_t *bytes;
        size_t n;
        char name[20];
        snprintf(name, sizeof(name), "data/%d", i);
        assert_int_equal(torch_zip_member(z, name, &bytes, &n, &e), 0);
        assert_int_equal(n, i);
    }
    torch_zip_close(z);
    zip_free(&longer);
}

static void kinds(void **state)
{
    (void)state;
    struct zip_bytes z = zip_make();
    zip_end(&z);
    refuse(&z, "no data.pkl");
    zip_free(&z);
    z = zip_make();
    zip_add(&z, "a/b/data.pkl", "x", 1); /* not at the top */
    zip_add(&z, "word/document.xml", "x", 1);
    zip_end(&z);
    refuse(&z, "no data.pkl");
    zip_free(&z);
    z = zip_make();
    zip_add(&z, "a/data.pkl", "x", 1);
    zip_add(&z, "b/data.pkl", "x", 1);
    zip_end(&z);
    refuse(&z, "two pickles");
    zip_free(&z);
    z = zip_make();
    zip_add(&z, "a/data.pkl", "x", 1);
    zip_add(&z, "a/data/0", "x", 1);
    zip_add(&z, "a/data/0", "y", 1);
    zip_end(&z);
    refuse(&z, "two members");
    zip_free(&z);
    z = zip_make();
    zip_add(&z, "a/data.pkl", "x", 1);
    zip_add(&z, "a/constants.pkl", "x", 1);
    zip_end(&z);
    refuse(&z, "TorchScript");
    zip_free(&z);
    z = zip_make();
    zip_add(&z, "a/data.pkl", "x", 1);
    zip_add(&z, "a/byteorder", "big", 3);
    zip_end(&z);
    refuse(&z, "little-endian");
    zip_free(&z);
}

/* Puts a number where the last record of a kind has a field. */
static void poke(struct buf *b, const char *signature, size_t at, uint64_t v, int n_bytes)
{
    char *found = NULL;
    for (char *p = b->data; (p = memmem(p, b->len - (size_t)(p - b->data), signature, 4)) != NULL;
         p++)
        found = p;
    if (!found) fail_msg("no record to change");
    for (int i = 0; found && i < n_bytes; i++)
        found[at + (size_t)i] = (char)(v >> 8 * i);
}

/* Fields that lie, one at a time.  The last member is "version". */
static void lies(void **state)
{
    (void)state;
    static const struct {
        const char *signature;
        size_t at;
        int n_bytes;
        uint64_t value;
        const char *why;
    } cases[] = {
        {"PK\5\6", 20, 2, 1, "no end"}, /* a comment beyond the file */
        {"PK\5\6", 0, 4, 0, "no end"},
        {"PK\6\7", 8, 8, UINT64_MAX, "its end"}, /* where the zip64 end is */
        {"PK\6\7", 8, 8, 0, "its end"},
        {"PK\6\6", 32, 8, 4, "damaged"}, /* members */
        {"PK\6\6", 32, 8, 6, "damaged"},
        {"PK\6\6", 32, 8, UINT64_MAX, "too many"},
        {"PK\6\6", 40, 8, UINT64_MAX, "outside"}, /* length of the directory */
        {"PK\6\6", 40, 8, 100000, "outside"},
        {"PK\6\6", 48, 8, UINT64_MAX, "outside"}, /* its place */
        {"PK\6\6", 48, 8, UINT64_MAX - 200, "outside"},
        {"PK\6\6", 48, 8, 0, "directory"},
        {"PK\1\2", 0, 4, 0, "directory"},
        {"PK\1\2", 20, 4, 3, "two sizes"},
        {"PK\1\2", 24, 4, 3, "two sizes"},
        {"PK\1\2", 28, 2, 0, "directory"}, /* length of the name */
        {"PK\1\2", 28, 2, 13, "directory"},
        {"PK\1\2", 28, 2, 0xffff, "directory"},
        {"PK\1\2", 30, 2, 1, "directory"}, /* of the extra field */
        {"PK\1\2", 32, 2, 1, "directory"},
        {"PK\1\2", 42, 4, 0xfffffffe, "outside"}, /* place of the member */
        {"PK\1\2", 42, 4, 1, "not what the directory says"},
        {"PK\1\2", 42, 4, 0, "not what the directory says"},
        {"PK\3\4", 0, 4, 0, "not what the directory says"},
        {"PK\3\4", 26, 2, 3, "not what the directory says"},
        {"PK\3\4", 28, 2, 0xffff, "not what the directory says"},
        {"PK\3\4", 30, 1, 'K', "not what the directory says"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct zip_bytes z = {.file = buf_make(1 << 20), .directory = buf_make(1)};
        buf_add(&z.file, good.file.data, good.file.len);
        poke(&z.file, cases[i].signature, cases[i].at, cases[i].value, cases[i].n_bytes);
        struct torch_zip *t;
        struct err e = {0};
        char *copy;
        if (!open_bytes(&t, z.file.data, z.file.len, &copy, &e)) fail_msg("case %zu was opened", i);
        if (!strstr(e.msg, cases[i].why))
            fail_msg("case %zu: '%s', not '%s'", i, e.msg, cases[i].why);
        free(copy);
        zip_free(&z);
    }
}

/* Sizes in the zip64 field, as a member beyond 4 GB has them; a comment at the end; no zip64 end.
 */
static void other_writers(void **state)
{
    (void)state;
    struct zip_bytes z = zip_make();
    zip_add(&z, "a/data.pkl", "pickle", 6);
    zip_add(&z, "a/data/0", "0123", 4);
    size_t at = z.directory.len - 46 - 8, place = 0; /* the last entry, its name is 8 long */
    for (int i = 3; i >= 0; i--)
        place = place << 8 | (uint8_t)z.directory.data[at + 42 + (size_t)i];
    for (int i = 0; i < 4; i++)
        z.directory.data[at + 20 + (size_t)i] = z.directory.data[at + 24 + (size_t)i] =
            z.directory.data[at + 42 + (size_t)i] = (char)0xff;
    z.directory.data[at + 30] = 5 + 28;
    put_le(&z.directory, 0x7777, 2); /* somebody's */
    put_le(&z.directory, 1, 2);
    buf_putc(&z.directory, 'x');
    put_le(&z.directory, 1, 2);
    put_le(&z.directory, 24, 2);
    put_le(&z.directory, 4, 8);
    put_le(&z.directory, 4, 8);
    put_le(&z.directory, place, 8);
    size_t before = z.file.len;
    zip_end(&z);
    struct torch_zip *t;
    struct err e = {0};
    const uint8_t *bytes;
    size_t n;
    assert_int_equal(torch_zip_open(&t, z.file.data, z.file.len, &e), 0);
    assert_int_equal(torch_zip_member(t, "data/0", &bytes, &n, &e), 0);
    assert_memory_equal(bytes, "0123", 4);
    torch_zip_close(t);

    z.file.len = before + z.directory.len; /* a plain end, a comment that has an end in it */
    static const char comment[] = "made by hand PK\5\6 PK\5\6 ....................";
    buf_add(&z.file, "PK\5\6\0\0\0\0", 8);
    put_le(&z.file, 2, 2);
    put_le(&z.file, 2, 2);
    put_le(&z.file, z.directory.len, 4);
    put_le(&z.file, before, 4);
    put_le(&z.file, sizeof(comment), 2);
    buf_add(&z.file, comment, sizeof(comment));
    assert_int_equal(torch_zip_open(&t, z.file.data, z.file.len, &e), 0);
    assert_int_equal(torch_zip_member(t, "data.pkl", &bytes, &n, &e), 0);
    assert_int_equal(n, 6);
    torch_zip_close(t);
    zip_free(&z);
}

/* A member that is compressed or encrypted may be there, but not be asked for. */
static void not_plain(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct torch_zip *z;
        struct err e = {0};
        const uint8_t *bytes;
        size_t n;
        struct buf b = buf_make(1 << 20);
        buf_add(&b, good.file.data, good.file.len);
        poke(&b, "PK\1\2", i ? 10 : 8, i ? 8 : 1, 2);
        assert_int_equal(torch_zip_open(&z, b.data, b.len, &e), 0);
        assert_int_equal(torch_zip_member(z, "version", &bytes, &n, &e), E_FORMAT);
        assert_non_null(strstr(e.msg, "compressed or encrypted"));
        assert_int_equal(torch_zip_member(z, "data/0", &bytes, &n, &e), 0);
        torch_zip_close(z);
        buf_free(&b);
    }
}

static void cut_off_and_damaged(void **state)
{
    (void)state;
    struct rng r = {5};
    int refused = 0, n_files = 5 * mutate_count();
    for (size_t n = 0; n < good.file.len; n++) {
        struct torch_zip *z;
        struct err e = {0};
        char *cut;
        assert_int_equal(open_bytes(&z, good.file.data, n, &cut, &e), E_FORMAT);
        free(cut);
    }
    for (int i = 0; i < n_files; i++) {
        struct torch_zip *z;
        struct err e = {0};
        char *bytes = mutate_copy(good.file.data, good.file.len), *cut;
        size_t tail =
            i % 2 ? good.file.len - good.directory.len - 98 : 0; /* every second only there */
        size_t len = tail + mutate_damage(bytes + tail, good.file.len - tail, &r);
        int code = open_bytes(&z, bytes, len, &cut, &e);
        mutate_check(code, &e);
        for (int k = 0; !code && k < 3; k++) {
            static const char *const names[] = {"data.pkl", "data/0", "version"};
            const uint8_t *member;
            size_t n;
            if (!torch_zip_member(z, names[k], &member, &n, &e)) {
                assert_true((const char *)member >= cut && n <= len &&
                            (const char *)member + n <= cut + len);
                (void)slow_crc32(member, n);
            }
        }
        refused += code != 0;
        torch_zip_close(z);
        free(bytes);
        free(cut);
    }
    print_message("%d of %d damaged zips refused\n", refused, n_files);
    assert_true(refused > n_files / 4 && refused < n_files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members),
        cmocka_unit_test(checksum),
        cmocka_unit_test(kinds),
        cmocka_unit_test(lies),
        cmocka_unit_test(other_writers),
        cmocka_unit_test(not_plain),
        cmocka_unit_test(cut_off_and_damaged),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
