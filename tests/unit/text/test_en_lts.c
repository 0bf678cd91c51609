/* Letter to sound on words it has not seen: every 20th word of the fetched lexicons is held out,
 * with all its listed readings.  Skipped where the packages are not fetched, and
 * under the sanitizers (GCC's macros). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "text/en/en_lts.h"
#include "text/en/en_source.h"

enum { HELD_EVERY = 20, HELD_MAX = 40000, BYTES = LTS_WORD_MAX + PHONES_MAX + 2 };

struct held {
    char word[LTS_WORD_MAX + 1];
    char readings[3 * PHONES_MAX]; /* "|a|b|": compared without stress */
    int cmu;                       /* not a common word: mostly a name */
};

struct job {
    struct lexicon_builder *seen;
    struct lts_trainer *trainer;
    struct held *held;
    size_t n_held, thin; /* train on every thin-th word only */
    size_t n;
};

/* Sounds without stress; what the two lexicons write at will is made one. */
static void plain(char *out, const struct phones *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        char c = p->s[i];
        if (c == '\'' || c == ',') continue;
        if (c == 'T') c = 't';
        if (c == '%') c = '1';
        if (c == '^') c = '@';
        out[n++] = c;
    }
    out[n] = 0;
}

static unsigned hash(const char *s)
{
    unsigned h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h ^ h >> 15;
}

static void accept(struct held *h, const struct lexicon_entry *entry)
{
    for (size_t i = 0; i < entry->n; i++) {
        struct phones p = {0};
        char s[PHONES_MAX + 1];
        phones_add(&p, entry->variant[i].s, entry->variant[i].len);
        plain(s, &p);
        if (strlen(h->readings) + strlen(s) + 2 < sizeof(h->readings)) {
            strncat(h->readings, s, PHONES_MAX);
            strncat(h->readings, "|", 2);
        }
    }
}

static struct held *find_held(struct job *j, const char *word)
{
    for (size_t i = hash(word) % HELD_MAX;; i = (i + 1) % HELD_MAX) {
        if (!j->held[i].word[0] || !strcmp(j->held[i].word, word)) return &j->held[i];
    }
}

static int take(void *ctx, const char *word, size_t n, int alternate,
                const struct lexicon_entry *entry)
{
    struct job *j = ctx;
    char lower[LTS_WORD_MAX + 1] = {0};
    if (!source_teaches(word, n, lower)) return 0;
    if (hash(lower) % HELD_EVERY == 0) {
        struct held *h = find_held(j, lower);
        if (!h->word[0]) {
            memcpy(h->word, lower, n);
            h->readings[0] = '|';
            h->cmu = entry->source == LEXICON_CMU;
            j->n_held++;
        }
        accept(h, entry);
        return 0;
    }
    if (alternate || lexicon_builder_has(j->seen, lower, n)) return 0;
    struct phones p;
    int code = lexicon_builder_add(j->seen, lower, n, entry);
    if (!code && j->n++ % j->thin == 0 && lexicon_reading(entry, TAG_DEFAULT, &p))
        code = lts_trainer_add(j->trainer, lower, n, &p);
    return code;
}

static int matches(const struct held *h, const char *s)
{
    char key[PHONES_MAX + 3];
    snprintf(key, sizeof(key), "|%s|", s);
    return strstr(h->readings, key) != NULL;
}

static void test_words_not_seen(void **state)
{
    (void)state;
    char data[PATH_MAX_BYTES], packages[PATH_MAX_BYTES];
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    print_message("training takes too long under a sanitizer: skipped, in full without\n");
    skip();
#endif
    assert_int_equal(file_data_dir(data, NULL, NULL), 0);
    assert_int_equal(file_join(packages, data, "packages"), 0);
    if (!file_exists(packages)) {
        print_message("the packages are not fetched: skipped\n");
        skip();
    }
    struct job j = {lexicon_builder_open(),
                    lts_trainer_open(),
                    calloc(HELD_MAX, sizeof(*j.held)),
                    0,
                    getenv("UTTER_LONG") ? 1 : 4,
                    0};
    assert_non_null(j.held);
    struct err e = {0};
    int code = source_each(packages, take, &j, &e);
    if (code == E_NOENT || code == E_IO) {
        print_message("packages are not fetched: %s\n", e.msg);
        skip();
    }
    assert_int_equal(code, 0);
    int64_t start = clock_ns();
    assert_int_equal(lts_trainer_run(j.trainer, &e), 0);
    struct lts lts;
    assert_int_equal(lts_trainer_use(j.trainer, &lts, &e), 0);
    double train_s = (double)(clock_ns() - start) * 1e-9;
    size_t n[2] = {0}, wrong[2] = {0};
    start = clock_ns();
    for (size_t i = 0; i < HELD_MAX; i++) {
        const struct held *h = &j.held[i];
        if (!h->word[0]) continue;
        struct phones p;
        char s[PHONES_MAX + 1] = "";
        if (lts_read(&lts, h->word, strlen(h->word), &p)) plain(s, &p);
        n[h->cmu]++;
        wrong[h->cmu] += !matches(h, s);
        if (getenv("UTTER_SHOW") && !matches(h, s) && i % 50 == 0)
            print_message("%s %s %s\n", h->word, s, h->readings);
    }
    double read_s = (double)(clock_ns() - start) * 1e-9;
    double all = 100.0 * (double)(wrong[0] + wrong[1]) / (double)(n[0] + n[1]);
    print_message(
        "trained on %zu words in %.1f s: %zu tokens, %zu states, %zu arcs; %zu held out, %.1f us a "
        "word; wrong %.1f %% (misaki's %.1f, CMUdict's own %.1f)\n",
        j.n / j.thin, train_s, lts.n_tokens, lts.n_states, lts.n_arcs, n[0] + n[1],
        read_s * 1e6 / (double)(n[0] + n[1]), all, 100.0 * (double)wrong[0] / (double)n[0],
        100.0 * (double)wrong[1] / (double)n[1]);
    assert_true(n[0] + n[1] > 5000);
    assert_true(all < (j.thin == 1 ? 30.0 : 40.0));
    lts_free(&lts);
    lexicon_builder_close(j.seen);
    lts_trainer_close(j.trainer);
    free(j.held);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words_not_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
