/* Request targets: what is taken, and what each refusal is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/target.h"

static void taken(const char *target, const char *path, const char *query)
{
    char copy[200];
    const char *got_path = NULL;
    const char *got_query = NULL;
    snprintf(copy, sizeof(copy), "%s", target);
    const char *why = target_split(copy, &got_path, &got_query);
    if (why) fail_msg("'%s' was refused: %s", target, why);
    assert_string_equal(got_path, path);
    assert_string_equal(got_query, query);
}

static void refused(const char *target, const char *word)
{
    char copy[200];
    const char *path;
    const char *query;
    snprintf(copy, sizeof(copy), "%s", target);
    const char *why = target_split(copy, &path, &query);
    if (!why) fail_msg("'%s' was taken", target);
    if (!strstr(why, word)) fail_msg("'%s': '%s' does not say '%s'", target, why, word);
}

static void test_taken(void **state)
{
    (void)state;
    taken("/", "/", "");
    taken("/a/b.c", "/a/b.c", "");
    taken("/a?b=c&d=%20e?f", "/a", "b=c&d=%20e?f");
    taken("/a?", "/a", "");
    taken("/%41%c3%a9%2fb", "/A\xc3\xa9/b", "");
    taken("/a%3fb?c", "/a?b", "c");
    taken("/%2541", "/%41", ""); /* once only */
    taken("/+", "/+", "");
    taken("/..a/a../.../a..b", "/..a/a../.../a..b", "");
    taken("/a?/../b", "/a", "/../b");
    taken("http://host/a?b", "/a", "b");
    taken("HTTPS://host:80/a", "/a", "");
    taken("//a//", "//a//", "");
}

static void test_refused(void **state)
{
    (void)state;
    refused("", "not a path");
    refused("*", "not a path");
    refused("a", "not a path");
    refused("http://host", "not a path");
    refused("http:///a", "not a path");
    refused("ftp://host/a", "not a path");
    refused("/a#b", "fragment");
    refused("/a?b#c", "fragment");
    refused("/%", "percent");
    refused("/%4", "percent");
    refused("/%4?", "percent");
    refused("/%g0", "percent");
    refused("/%0g", "percent");
    refused("/%00", "control");
    refused("/%0a", "control");
    refused("/%7f", "control");
    refused("/\x01", "control");
    refused("/..", "'..'");
    refused("/../a", "'..'");
    refused("/a/..", "'..'");
    refused("/a/../b", "'..'");
    refused("/a/%2e%2e/b", "'..'");
    refused("/a%2f..%2fb", "'..'");
    refused("/.../../b", "'..'");
    refused("http://host/../a", "'..'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
