/* en_letters.c - the names of letters and digits, for whatever is spelled out. Pure data. */
#include <stddef.h>

#include "text/en/en.h"

static const char *const letter_names[26] = {
    "ˈA",  "bˈi", "sˈi", "dˈi", "ˈi",       "ˈɛf",  "ʤˈi", "ˈAʧ",  "ˈI",
    "ʤˈA", "kˈA", "ˈɛl", "ˈɛm", "ˈɛn",      "ˈO",   "pˈi", "kjˈu", "ˈɑɹ",
    "ˈɛs", "tˈi", "jˈu", "vˈi", "dˈʌbᵊlju", "ˈɛks", "wˈI", "zˈi",
};

static const char *const digit_names[10] = {
    "zˈɪɹO", "wˈʌn", "tˈu", "θɹˈi", "fˈɔɹ", "fˈIv", "sˈɪks", "sˈɛvən", "ˈAt", "nˈIn",
};

const char *en_letter_name(char c)
{
    if (c >= '0' && c <= '9') return digit_names[c - '0'];
    if (c >= 'a' && c <= 'z') return letter_names[c - 'a'];
    if (c >= 'A' && c <= 'Z') return letter_names[c - 'A'];
    return NULL;
}
