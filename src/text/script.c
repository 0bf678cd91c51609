#include "text/script.h"

#include <stddef.h>
#include <utf8proc.h>

struct range {
    uint32_t first, last;
};

static int in_ranges(uint32_t cp, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cp >= r[i].first && cp <= r[i].last) return 1;
    return 0;
}

static int is_han(uint32_t cp)
{
    static const struct range han[] = {
        {0x3005, 0x3007}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF},
    };
    return cp >= 0x3005 && in_ranges(cp, han, sizeof(han) / sizeof(*han));
}

static int is_latin_letter(uint32_t cp)
{
    static const struct range latin[] = {
        {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x24F},
        {0x1E00, 0x1EFF}, {0x2C60, 0x2C7F}, {0xA722, 0xA7FF},
    };
    return script_is_ascii_letter(cp) || in_ranges(cp, latin, sizeof(latin) / sizeof(*latin));
}

int script_is_picture(uint32_t cp)
{
    static const struct range pictures[] = {
        {0x2300, 0x23FF},   {0x2500, 0x2775},   {0x2794, 0x27BF},   {0x2900, 0x297F},
        {0x2B00, 0x2BFF},   {0x3030, 0x3030},   {0x303D, 0x303D},   {0x1F000, 0x1F0FF},
        {0x1F170, 0x1F1FF}, {0x1F200, 0x1FAFF}, {0xE0020, 0xE007F},
    };
    return cp >= 0x2300 && in_ranges(cp, pictures, sizeof(pictures) / sizeof(*pictures));
}

static enum script by_category(uint32_t cp)
{
    switch (utf8proc_category((int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_MN: /* a mark that joined nothing: a vowel of a script we do not read */
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return SCRIPT_OTHER;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZP:
        return SCRIPT_SPACE;
    case UTF8PROC_CATEGORY_ZL:
        return SCRIPT_LINE;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
        return SCRIPT_SILENT;
    default:
        return SCRIPT_MARK;
    }
}

enum script script_of(uint32_t cp)
{
    if (script_is_digit(cp)) return SCRIPT_DIGIT;
    if (cp == '\n') return SCRIPT_LINE;
    if (cp == '\t') return SCRIPT_SPACE;
    if (is_latin_letter(cp)) return SCRIPT_LATIN;
    if (is_han(cp)) return SCRIPT_HAN;
    if (cp == 0xFFFD) return SCRIPT_SILENT;
    if (cp == 0xB2 || cp == 0xB3 || cp == 0xB5) return SCRIPT_MARK; /* ² ³ µ: parts of units */
    if (cp >= 0x370 && cp <= 0x3FF) return SCRIPT_MARK;
    return by_category(cp);
}
