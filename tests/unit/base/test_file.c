#include "base/file.h"

#include <sys/stat.h>

#include "base/digest.h"
#include "unit.h"

static void written_whole_read_back(void **state)
{
    (void)state;
    char dir[200], path[300];
    snprintf(path, sizeof(path), "%s/a/b/c", unit_folder(dir));
    assert_int_equal(file_mkdirs(path, NULL), 0);
    assert_int_equal(file_mkdirs(path, NULL), 0); /* there already */
    snprintf(path, sizeof(path), "%s/a/b/c/file", dir);
    assert_int_equal(file_write(path, "first", 5, NULL), 0);
    assert_int_equal(file_write(path, "second!", 7, NULL), 0);
    struct buf b = buf_make(7), small = buf_make(6);
    assert_int_equal(file_read(&b, path, NULL), 0);
    assert_string_equal(b.data, "second!");
    struct err e = {0};
    assert_int_equal(file_read(&small, path, &e), E_LIMIT);
    assert_non_null(strstr(e.msg, path));
    struct file_map m;
    assert_int_equal(file_map(&m, path, NULL), 0);
    assert_memory_equal(m.data, "second!", 7);
    file_unmap(&m);
    buf_free(&b);
    buf_free(&small);
    unit_remove(dir);
}

static void failures_have_a_code_and_a_place(void **state)
{
    (void)state;
    char dir[200], path[300];
    struct err e = {0};
    struct file_map m;
    snprintf(path, sizeof(path), "%s/none", unit_folder(dir));
    assert_int_equal(file_map(&m, path, &e), E_NOENT);
    assert_non_null(strstr(e.msg, path));
    assert_int_equal(file_map(&m, dir, &e), E_FORMAT);
    snprintf(path, sizeof(path), "%s/no/such/folder", dir);
    assert_int_equal(file_write(path, "x", 1, &e), E_NOENT);
    snprintf(path, sizeof(path), "%s/empty", dir);
    assert_int_equal(file_write(path, "", 0, &e), 0);
    assert_int_equal(file_map(&m, path, &e), E_FORMAT);
    unit_remove(dir);
}

static void the_data_folder(void **state)
{
    (void)state;
    char out[PATH_MAX_BYTES];
    setenv("HOME", "/h", 1);
    unsetenv("XDG_DATA_HOME");
    assert_int_equal(file_data_dir(out, NULL, NULL), 0);
    assert_string_equal(out, "/h/.local/share/utter");
    setenv("XDG_DATA_HOME", "/x", 1);
    assert_int_equal(file_data_dir(out, NULL, NULL), 0);
    assert_string_equal(out, "/x/utter");
    assert_int_equal(file_data_dir(out, "given", NULL), 0);
    assert_string_equal(out, "given");
    unsetenv("XDG_DATA_HOME");
    unsetenv("HOME");
    assert_int_equal(file_data_dir(out, NULL, NULL), E_ARG);
}

static void digests(void **state)
{
    (void)state;
    uint8_t whole[SHA256_BYTES], pieces[SHA256_BYTES], sha1[SHA1_BYTES];
    char hex[SHA256_HEX], text[100];
    digest_sha256(whole, "abc", 3); /* FIPS 180-2, appendix B.1 */
    digest_hex(hex, whole, sizeof(whole));
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct digest *d = digest_start();
    digest_add(d, "a", 1);
    digest_add(d, "bc", 2);
    digest_finish(d, pieces);
    assert_memory_equal(whole, pieces, sizeof(whole));
    digest_sha1(sha1, "abc", 3);
    digest_hex(hex, sha1, sizeof(sha1));
    assert_string_equal(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_int_equal(digest_base64(text, "any carnal pleas", 16), 24); /* RFC 4648 */
    assert_string_equal(text, "YW55IGNhcm5hbCBwbGVhcw==");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_whole_read_back),
        cmocka_unit_test(failures_have_a_code_and_a_place),
        cmocka_unit_test(the_data_folder),
        cmocka_unit_test(digests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
