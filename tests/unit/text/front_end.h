/* front_end.h - the front end over the imported lexicons, for the tests that need it whole: *state
 * is its struct text, or NULL where nothing has been imported (they skip). */
#ifndef TESTS_TEXT_FRONT_END_H
#define TESTS_TEXT_FRONT_END_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/file.h"
#include "text/text.h"

static int open_text(void **state)
{
    char data[PATH_MAX_BYTES], lexicon[PATH_MAX_BYTES], pack[PATH_MAX_BYTES];
    static const char *const packs[] = {"zh.pack", "en.pack", "en-tags.pack", "qwen.pack"};
    struct err e = {0};
    if (file_data_dir(data, NULL, &e) || file_join(lexicon, data, "lexicon")) return -1;
    for (size_t i = 0; i < sizeof(packs) / sizeof(*packs); i++)
        if (file_join(pack, lexicon, packs[i]) || !file_exists(pack)) return 0;
    struct text *t = NULL;
    int code = text_open(&t, data, &e);
    if (code) fprintf(stderr, "%s\n", e.msg);
    *state = t;
    return code;
}

static int close_text(void **state)
{
    text_close(*state);
    return 0;
}

#endif
