#include "text/en/en_breaks.h"

#include <stdlib.h>
#include <string.h>

enum {
    BREATH_WORDS = 6, /* between a mark and a breath: "boys and girls" is no place for one */
    KNOWN_MAX = 10,   /* letters of the words below */
};

enum kind {
    OTHER,
    JOINS = 1,  /* begins a clause */
    PLACES = 2, /* begins a phrase */
    LEANS = 4,  /* on what follows */
};

static const struct known {
    char word[KNOWN_MAX + 1];
    unsigned char kind;
} known[] = {
    // clang-format off
    {"a", LEANS}, {"about", PLACES | LEANS}, {"after", JOINS | LEANS}, {"against", PLACES | LEANS},
    {"although", JOINS | LEANS}, {"am", LEANS}, {"among", PLACES | LEANS}, {"an", LEANS},
    {"and", JOINS | LEANS}, {"are", LEANS}, {"as", PLACES | LEANS}, {"at", PLACES | LEANS},
    {"be", LEANS}, {"because", JOINS | LEANS}, {"been", LEANS}, {"before", JOINS | LEANS},
    {"between", PLACES | LEANS}, {"but", JOINS | LEANS}, {"by", PLACES | LEANS}, {"can", LEANS},
    {"could", LEANS}, {"did", LEANS}, {"do", LEANS}, {"does", LEANS}, {"during", PLACES | LEANS},
    {"for", PLACES | LEANS}, {"from", PLACES | LEANS}, {"had", LEANS}, {"has", LEANS},
    {"have", LEANS}, {"he", LEANS}, {"her", LEANS}, {"his", LEANS}, {"i", LEANS},
    {"if", JOINS | LEANS}, {"in", PLACES | LEANS}, {"into", PLACES | LEANS}, {"is", LEANS},
    {"its", LEANS}, {"may", LEANS}, {"might", LEANS}, {"must", LEANS}, {"my", LEANS},
    {"no", LEANS}, {"nor", JOINS | LEANS}, {"not", LEANS}, {"of", LEANS}, {"on", PLACES | LEANS},
    {"or", JOINS | LEANS}, {"our", LEANS}, {"over", PLACES | LEANS}, {"she", LEANS},
    {"should", LEANS}, {"since", JOINS | LEANS}, {"so", JOINS | LEANS}, {"than", PLACES | LEANS},
    {"that", PLACES | LEANS}, {"the", LEANS}, {"their", LEANS}, {"these", LEANS}, {"they", LEANS},
    {"this", LEANS}, {"those", LEANS}, {"though", JOINS | LEANS}, {"through", PLACES | LEANS},
    {"to", PLACES | LEANS}, {"toward", PLACES | LEANS}, {"towards", PLACES | LEANS},
    {"under", PLACES | LEANS}, {"unless", JOINS | LEANS}, {"until", JOINS | LEANS},
    {"very", LEANS}, {"was", LEANS}, {"we", LEANS}, {"were", LEANS}, {"when", JOINS | LEANS},
    {"where", JOINS | LEANS}, {"whether", JOINS | LEANS}, {"which", JOINS | LEANS},
    {"while", JOINS | LEANS}, {"who", JOINS | LEANS}, {"whose", JOINS | LEANS},
    {"will", LEANS}, {"with", PLACES | LEANS}, {"within", PLACES | LEANS},
    {"without", PLACES | LEANS}, {"would", LEANS}, {"you", LEANS}, {"your", LEANS},
    // clang-format on
};

static int by_word(const void *key, const void *member)
{
    return strcmp(key, ((const struct known *)member)->word);
}

static int kind_of(const struct word *w)
{
    char lower[KNOWN_MAX + 1];
    size_t n = 0;
    for (; w->norm[n]; n++) {
        if (n == KNOWN_MAX) return OTHER;
        char c = w->norm[n];
        lower[n] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    lower[n] = 0;
    const struct known *k =
        bsearch(lower, known, sizeof(known) / sizeof(*known), sizeof(*known), by_word);
    return k ? k->kind : OTHER;
}

void en_find_breaks(struct words *words)
{
    size_t since = 0; /* words since the last mark or breath */
    int before = OTHER;
    for (size_t i = 0; i < words->n; i++) {
        struct word *w = &words->list[i];
        if (w->kind != WORD_SPOKEN || w->lang != WORD_EN) {
            since = 0;
            continue;
        }
        int kind = kind_of(w);
        if (since++) {
            w->brk = before & LEANS                           ? WORD_BREAK_NONE
                     : (kind & JOINS) && since > BREATH_WORDS ? WORD_BREAK_BREATH
                     : kind & (JOINS | PLACES)                ? WORD_BREAK_PHRASE
                                                              : WORD_BREAK_WORD;
            if (w->brk == WORD_BREAK_BREATH) since = 1;
        }
        before = kind;
    }
}
