/* unit.h - what every cmocka test begins with. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A fresh folder under $TMPDIR; the caller removes it with unit_remove. */
static inline char *unit_folder(char path[200])
{
    const char *tmp = getenv("TMPDIR");
    snprintf(path, 200, "%s/utter-test-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

static inline void unit_remove(const char *path)
{
    char command[300];
    snprintf(command, sizeof(command), "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
}

#endif
