/* The English reader: its table of cases where the lexicon is fetched; damaged packs and any bytes
 * with a small lexicon of the test's own everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "text/en/en.h"
#include "text/en/en_arpabet.h"
#include "text/en/en_lexicon.h"
#include "text/en/en_lts.h"
#include "text/en/en_names.h"
#include "text/en/en_pinyin.h"
#include "text/en/en_sense.h"
#include "text/en/en_tagger.h"

/* ------------------------------------------------------------------------- a small lexicon */

static const char *const small[][2] = {
    {"cat", "kˈæt"},    {"cats", "kˈæts"},   {"mat", "mˈæt"},   {"sat", "sˈæt"},
    {"apple", "ˈæpᵊl"}, {"bat", "bˈæt"},     {"tab", "tˈæb"},   {"stab", "stˈæb"},
    {"cab", "kˈæb"},    {"lab", "lˈæb"},     {"slab", "slˈæb"}, {"blast", "blˈæst"},
    {"test", "tˈɛst"},  {"best", "bˈɛst"},   {"bell", "bˈɛl"},  {"sell", "sˈɛl"},
    {"set", "sˈɛt"},    {"bet", "bˈɛt"},     {"belt", "bˈɛlt"}, {"melt", "mˈɛlt"},
    {"Kate", "kˈAt"},   {"played", "plˈAd"}, {"play", "plˈA"},  {"NASA", "nˈæsə"},
    {"some", "sˌʌm"},   {"and", "ænd"},
};

static void write_small_pack(const char *dir)
{
    char path[PATH_MAX_BYTES];
    struct err e = {0};
    struct lexicon_builder *b = lexicon_builder_open();
    struct lts_trainer *t = lts_trainer_open();
    struct pack_writer *w = NULL;
    assert_true(b && t);
    for (int again = 0; again < 5; again++) /* rare tokens are dropped: say all of it often */
        for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++) {
            struct phones p;
            size_t n = strlen(small[i][0]);
            assert_true(phones_from_utf8(&p, small[i][1], strlen(small[i][1])));
            struct lexicon_entry entry = {.source = LEXICON_GOLD, .n = 1};
            entry.variant[0].s = p.s;
            entry.variant[0].len = p.n;
            assert_int_equal(lexicon_builder_add(b, small[i][0], n, &entry), 0);
            assert_int_equal(lts_trainer_add(t, small[i][0], n, &p), 0);
        }
    assert_int_equal(lts_trainer_run(t, &e), 0);
    assert_int_equal(file_join(path, dir, "en.pack"), 0);
    assert_int_equal(pack_writer_open(&w, path, "en", EN_PACK_VERSION, &e), 0);
    lexicon_builder_write(b, w);
    lts_trainer_write(t, w);
    assert_int_equal(pack_writer_finish(w, &e), 0);
    lexicon_builder_close(b);
    lts_trainer_close(t);
}

/* Three tags: enough for "the sell", which is a noun by its neighbour. */
static void write_small_tags(const char *dir)
{
    char path[PATH_MAX_BYTES];
    struct err e = {0};
    struct pack_writer *w = NULL;
    struct tagger_builder *b = tagger_builder_open();
    assert_non_null(b);
    assert_int_equal(tagger_builder_tag(b, "DT", 2, &e), 0);
    assert_int_equal(tagger_builder_tag(b, "NN", 2, &e), 0);
    assert_int_equal(tagger_builder_tag(b, "VB", 2, &e), 0);
    assert_int_equal(tagger_builder_weight(b, "bias", 4, "VB", 2, 0.5, &e), 0);
    assert_int_equal(tagger_builder_weight(b, "i-1 tag DT", 10, "NN", 2, 40.001, &e), 0);
    assert_int_equal(tagger_builder_weight(b, "i-1 tag DT", 10, "VB", 2, -1, &e), 0);
    assert_int_equal(tagger_builder_word(b, "the", 3, "DT", 2, &e), 0);
    assert_int_equal(tagger_builder_weight(b, "i word x", 8, "XX", 2, 1, &e), E_FORMAT);
    assert_int_equal(tagger_builder_weight(b, "i word x", 8, "NN", 2, 1e9, &e), E_FORMAT);
    assert_int_equal(tagger_builder_tag(b, "TOOLONGTAG", 10, &e), E_FORMAT);
    assert_int_equal(file_join(path, dir, TAGGER_FILE), 0);
    assert_int_equal(pack_writer_open(&w, path, TAGGER_KIND, TAGGER_PACK_VERSION, &e), 0);
    assert_int_equal(tagger_builder_write(b, w, &e), 0);
    assert_int_equal(pack_writer_finish(w, &e), 0);
    tagger_builder_close(b);
}

struct fixture {
    char dir[64];
    struct en *en;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct err e = {0};
    snprintf(f.dir, sizeof(f.dir), "/tmp/test_en.XXXXXX");
    if (!mkdtemp(f.dir)) return -1;
    write_small_pack(f.dir);
    write_small_tags(f.dir);
    *state = &f;
    return en_open(&f.en, f.dir, &e);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char path[PATH_MAX_BYTES];
    en_close(f->en);
    if (!file_join(path, f->dir, "en.pack")) unlink(path);
    if (!file_join(path, f->dir, TAGGER_FILE)) unlink(path);
    return rmdir(f->dir);
}

/* The phonemes of a text, joined as the words ask. */
static void read_into(const struct en *en, const char *s, size_t n, struct buf *out)
{
    struct mapped run = mapped_make();
    struct words words = words_make();
    struct en_options opt = {0};
    mapped_from_utf8(&run, s, n);
    en_read(en, &run, &opt, &words);
    assert_int_equal(words_error(&words), 0);
    uint32_t at = 0;
    for (size_t i = 0; i < words.n; i++) {
        const struct word *w = &words.list[i];
        if (i > 0 && w->space_before) buf_putc(out, ' ');
        buf_puts(out, w->phonemes);
        assert_true(w->why && w->norm && *w->phonemes && w->from >= at && w->to > w->from);
        at = w->from;
    }
    words_free(&words);
    mapped_free(&run);
}

static void check(const struct en *en, const char *text, const char *want)
{
    struct buf got = buf_make(1 << 16);
    read_into(en, text, strlen(text), &got);
    if (strcmp(got.data, want) != 0)
        print_message("%s\n  want %s\n  got  %s\n", text, want, got.data);
    assert_string_equal(got.data, want);
    buf_free(&got);
}

static void test_small_lexicon(void **state)
{
    const struct en *en = ((struct fixture *)*state)->en;
    check(en, "the cat", "ðə kˈæt");
    check(en, "the apple", "ði ˈæpᵊl");
    check(en, "Cat, cats!", "kˈæt, kˈæts!");
    check(en, "kate", "kˈAt");
    check(en, "belts tested testing", "bˈɛlts tˈɛstᵻd tˈɛstɪŋ");
    check(en, "slabs", "slˈæbz");
    check(en, "NASA's", "nˈæsəz");
    check(en, "Some cat", "sˌʌm kˈæt");
    check(en, "And cat", "ˌænd kˈæt");
    check(en, "XQZ", "ˌɛkskjˌuzˈi");
    check(en, "smat", "smˈæt"); /* letter to sound */
    check(en, "cat-mat", "kˌætmˈæt");
    check(en, "cat_mat", "kˈæt mˈæt");
    check(en, "\"cat\" (mat)", "“kˈæt” (mˈæt)");
    check(en, "c\xC3\xA0t", "kˈæt");
    check(en, "", "");
    check(en, " \t ", "");
    check(en, "\xE4\xB8\xAD", "");
}

static void test_any_bytes(void **state)
{
    const struct en *en = ((struct fixture *)*state)->en;
    struct rng rng = {3};
    for (int round = 0; round < 3000; round++) {
        char s[200];
        size_t n = rng_below(&rng, sizeof(s));
        for (size_t i = 0; i < n; i++)
            s[i] = (char)(rng_below(&rng, 4) ? 32 + rng_below(&rng, 95) : rng_below(&rng, 256));
        struct buf out = buf_make(1 << 20);
        read_into(en, s, n, &out);
        buf_free(&out);
    }
}

/* Every letter and figure is read: nothing is dropped. */
static void test_nothing_is_dropped(void **state)
{
    const struct en *en = ((struct fixture *)*state)->en;
    struct rng rng = {4};
    static const char alphabet[] = "abcxyzABCXYZ0123456789'-_";
    for (int round = 0; round < 3000; round++) {
        char s[150];
        size_t n = 1 + rng_below(&rng, sizeof(s) - 1), said = 0;
        for (size_t i = 0; i < n; i++) {
            s[i] = alphabet[rng_below(&rng, sizeof(alphabet) - 1)];
            said += s[i] != '\'' && s[i] != '-' && s[i] != '_';
        }
        struct buf out = buf_make(1 << 20);
        read_into(en, s, n, &out);
        assert_true(!said || out.len > 0);
        buf_free(&out);
    }
}

static void test_time_is_linear(void **state)
{
    const struct en *en = ((struct fixture *)*state)->en;
    static const char *const units[] = {"a",    "ab", "A", "'",  "-", "a-",
                                        "cat ", "\"", ".", "_a", "9"};
    for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
        double took[2];
        for (int twice = 0; twice < 2; twice++) {
            size_t n = (size_t)(15000 << twice), len = strlen(units[k]);
            char *s = malloc(n);
            assert_non_null(s);
            for (size_t i = 0; i < n; i++)
                s[i] = units[k][i % len];
            struct buf out = buf_make(64 << 20);
            int64_t start = clock_ns();
            read_into(en, s, n, &out);
            took[twice] = (double)(clock_ns() - start) * 1e-9;
            buf_free(&out);
            free(s);
        }
        if (took[1] > 5 * took[0] + 0.2)
            fail_msg("'%s': %.3f s, then %.3f s", units[k], took[0], took[1]);
    }
}

/* Copies a pack, with some bytes and lengths of its sections changed. */
static void copy_damaged(const char *from, const char *to, const char *kind, uint32_t version,
                         struct rng *rng)
{
    struct err e = {0};
    struct pack *pack = NULL;
    struct pack_writer *w = NULL;
    assert_int_equal(pack_open(&pack, from, kind, version, &e), 0);
    assert_int_equal(pack_writer_open(&w, to, kind, version, &e), 0);
    for (size_t i = 0; i < pack_count(pack); i++) {
        size_t n = 0;
        const char *name = pack_name(pack, i, &n);
        char *bytes = malloc(n);
        assert_non_null(bytes);
        memcpy(bytes, pack_find(pack, name, &n), n);
        if (rng_below(rng, 2)) bytes[rng_below(rng, (uint32_t)n)] ^= (char)rng_next(rng);
        if (rng_below(rng, 8) == 0) n -= rng_below(rng, 5);
        pack_writer_add(w, name, bytes, n);
        free(bytes);
    }
    assert_int_equal(pack_writer_finish(w, &e), 0);
    pack_close(pack);
}

/* Packs whose hashes are right but whose tables are not: opened never, or read without harm. */
static void test_hostile_tables(void **state)
{
    const struct fixture *f = *state;
    char words[PATH_MAX_BYTES], words2[PATH_MAX_BYTES], tags[PATH_MAX_BYTES], tags2[PATH_MAX_BYTES];
    char dir[64];
    struct err e = {0};
    snprintf(dir, sizeof(dir), "/tmp/test_en.XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(file_join(words, f->dir, "en.pack"), 0);
    assert_int_equal(file_join(words2, dir, "en.pack"), 0);
    assert_int_equal(file_join(tags, f->dir, TAGGER_FILE), 0);
    assert_int_equal(file_join(tags2, dir, TAGGER_FILE), 0);
    struct rng rng = {5};
    int refused = 0;
    for (int round = 0; round < 120; round++) {
        copy_damaged(words, words2, "en", EN_PACK_VERSION, &rng);
        copy_damaged(tags, tags2, TAGGER_KIND, TAGGER_PACK_VERSION, &rng);
        struct en *en = NULL;
        if (en_open(&en, dir, &e)) {
            refused++;
            continue;
        }
        static const char text[] = "the cats lead played smell a bow blastest NASA kate's zebra";
        struct buf out = buf_make(1 << 16);
        read_into(en, text, strlen(text), &out);
        buf_free(&out);
        en_close(en);
    }
    assert_true(refused > 15 && refused < 115);
    unlink(words2);
    unlink(tags2);
    rmdir(dir);
}

static void test_tagger(void **state)
{
    const struct fixture *f = *state;
    char path[PATH_MAX_BYTES];
    struct err e = {0};
    struct pack *pack = NULL;
    struct tagger t;
    assert_int_equal(file_join(path, f->dir, TAGGER_FILE), 0);
    assert_int_equal(pack_open(&pack, path, TAGGER_KIND, TAGGER_PACK_VERSION, &e), 0);
    assert_int_equal(tagger_open(&t, pack, &e), 0);
    static const struct tagger_word words[] = {{"the", 3}, {"sell", 4}, {"sell", 4}};
    uint8_t tags[TAGGER_WORDS_MAX];
    tagger_run(&t, words, 3, tags);
    assert_string_equal(tagger_name(&t, tags[0]), "DT");
    assert_string_equal(tagger_name(&t, tags[1]), "NN");
    assert_string_equal(tagger_name(&t, tags[2]), "VB");
    assert_int_equal(tagger_meaning(&t, tags[1]), TAG_NOUN);
    assert_int_equal(tagger_meaning(&t, 255), TAG_DEFAULT);
    pack_close(pack);
}

/* --------------------------------------------------------------------------- without a pack */

static void test_letter_names(void **state)
{
    (void)state;
    assert_string_equal(en_letter_name('A'), "ˈA");
    assert_string_equal(en_letter_name('w'), "dˈʌbᵊlju");
    assert_string_equal(en_letter_name('7'), "sˈɛvən");
    assert_null(en_letter_name('-'));
    assert_null(en_letter_name(0));
}

/* One place for a key; a value of sounds has symbols of the model and one main stress, every mark
 * of stress directly before a vowel. */
static void check_sounds(const char *key, const char *value)
{
    struct phones p;
    if (!phones_from_utf8(&p, value, strlen(value))) fail_msg("%s: %s: no symbols", key, value);
    size_t main_stresses = 0;
    for (size_t i = 0; i < p.n; i++) {
        if (p.s[i] != '\'' && p.s[i] != ',') continue;
        main_stresses += p.s[i] == '\'';
        if (!phone_is_vowel(p.s[i + 1])) fail_msg("%s: %s: stress before no vowel", key, value);
    }
    if (main_stresses != 1 && strcmp(key, "'n") != 0) fail_msg("%s: %s: main stress", key, value);
}

static void test_names_are_sorted_and_sayable(void **state)
{
    (void)state;
    assert_true(en_names_count() > 300);
    for (size_t i = 0; i < en_names_count(); i++) {
        const char *key = en_names_key(i), *value = en_names_find(key, strlen(key));
        if (i > 0 && strcmp(en_names_key(i - 1), key) >= 0) fail_msg("%s: not in order", key);
        if (strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789'-") != strlen(key))
            fail_msg("%s: not a key", key);
        assert_non_null(value);
        if (*value == '*')
            assert_int_equal(value[1], 0);
        else if (*value == '=')
            assert_true(value[1] && value[1] != ' ' && !strstr(value, "  "));
        else
            check_sounds(key, value);
    }
    assert_null(en_names_find("gith", 4));
    assert_null(en_names_find("githubb", 7));
}

static void test_senses(void **state)
{
    (void)state;
    assert_true(en_sense_count() > 100);
    for (size_t i = 0; i < en_sense_count(); i++) {
        struct phones p;
        const char *sounds = en_sense_sounds(i);
        if (i > 0) assert_true(strcmp(en_sense_word(i - 1), en_sense_word(i)) <= 0);
        if (!phones_from_utf8(&p, sounds, strlen(sounds)) || !p.n) fail_msg("%s", sounds);
    }
    struct sense_context c = {"old", "pipes", " old lead pipes ", TAG_NOUN, 0};
    assert_string_equal(en_sense_find("lead", 4, &c), "lˈɛd");
    c = (struct sense_context){"will", "you", " i will lead you ", TAG_VERB, 0};
    assert_string_equal(en_sense_find("lead", 4, &c), "lˈid");
    c = (struct sense_context){"the", "plan", " the plan ", TAG_NOUN, 0};
    assert_null(en_sense_find("zebra", 5, &c));
    assert_false(en_sense_has("lea", 3));
    assert_true(en_sense_has("lead", 4));
}

static void test_pinyin(void **state)
{
    (void)state;
    static const struct {
        const char *word, *before, *sounds;
    } cases[] = {
        {"zhengzhou", "", "ʤˌʌŋʤˈO"},
        {"xi'an", "", "ʃˌiˈɑn"},
        {"xinyu", "", "ʃˌɪnjˈu"},
        {"shijiazhuang", "", "ʃˌɜɹʤjɑʤwˈɑŋ"},
        {"qin", "", "ʧˈɪn"},
        {"haibo", "wang", "hˌIbˈO"},
        {"haibo", "mr", NULL},
        {"junyan", "liu", "ʤˌunjˈɛn"},
        {"min", "chen", "mˈɪn"},
        {"min", "the", NULL},
        {"jianguo", "", "ʤjˌɛnɡwˈO"},
        {"junyan", "", NULL},
        {"yuan", "", NULL},
        {"ban", "", NULL},
        {"github", "", NULL},
        {"github", "li", NULL},
        {"lian", "", NULL},
        {"xiongan", "", NULL},
        {"", "", NULL},
        {"wen'", "", NULL},
        {"'wen", "", NULL},
        {"kenji", "", NULL},
        {"sasuke", "", NULL},
        {"hitomi", "", NULL},
        {"takaichi", "", NULL},
        {"bukele", "", NULL},
        {"zendaya", "", NULL},
        {"milei", "", NULL},
        {"kenji", "he", NULL},
        {"pikachu", "", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct phones p;
        const char *word = cases[i].word;
        char s[128] = "";
        int ok = en_pinyin_read(word, strlen(word), cases[i].before, &p);
        if (ok) phones_to_utf8(&p, s, sizeof(s));
        if (ok != (cases[i].sounds != NULL) || (ok && strcmp(s, cases[i].sounds) != 0))
            fail_msg("%s %s: %s", cases[i].before, word, s);
    }
}

static void test_phones(void **state)
{
    (void)state;
    struct phones p;
    char s[64];
    assert_true(phones_from_utf8(&p, "wˈɔɾəɹ", strlen("wˈɔɾəɹ")));
    assert_int_equal(phones_to_utf8(&p, s, sizeof(s)), strlen("wˈɔTəɹ"));
    assert_string_equal(s, "wˈɔTəɹ"); /* the flap as the model knows it */
    assert_false(phones_from_utf8(&p, "x", 1));
    assert_true(phones_from_utf8(&p, "ænd", strlen("ænd")));
    phones_stress(&p, STRESS_SOME);
    phones_to_utf8(&p, s, sizeof(s));
    assert_string_equal(s, "ˌænd");
    phones_stress(&p, STRESS_PRIMARY);
    phones_to_utf8(&p, s, sizeof(s));
    assert_string_equal(s, "ˈænd");
    phones_stress(&p, STRESS_DEMOTE);
    phones_stress(&p, STRESS_NONE);
    phones_to_utf8(&p, s, sizeof(s));
    assert_string_equal(s, "ænd");
}

static void check_arpabet(const char *arpabet, const char *want)
{
    struct phones p;
    char s[128];
    assert_true(arpabet_read(&p, arpabet, strlen(arpabet)));
    phones_to_utf8(&p, s, sizeof(s));
    assert_string_equal(s, want);
}

static void test_arpabet(void **state)
{
    (void)state;
    struct phones p;
    check_arpabet("HH AH0 L OW1", "həlˈO");
    check_arpabet("W AO1 T ER0", "wˈɔTəɹ");
    check_arpabet("B AH1 T AH0 N", "bˈʌtn");
    check_arpabet("T EY1 B AH0 L", "tˈAbᵊl");
    check_arpabet("R OW1 Z IH0 Z", "ɹˈOzᵻz");
    check_arpabet("B ER1 D", "bˈɜɹd");
    check_arpabet("AW2 T S AY1 D", "ˌWtsˈId");
    assert_false(arpabet_read(&p, "XX1", 3));
    assert_false(arpabet_read(&p, "", 0));
}

/* ------------------------------------------------------------------------ the whole lexicon */

static void test_cases(void **state)
{
    (void)state;
    char data[PATH_MAX_BYTES], lexicon[PATH_MAX_BYTES];
    struct err e = {0};
    struct en *en = NULL;
    assert_int_equal(file_data_dir(data, NULL, NULL), 0);
    assert_int_equal(file_join(lexicon, data, "lexicon"), 0);
    if (en_open(&en, lexicon, &e)) {
        print_message("skipped: %s\n", e.msg);
        skip();
    }
    struct buf text = buf_make(1 << 20);
    assert_int_equal(file_read(&text, "tests/text/en-words.tsv", &e), 0);
    int cases = 0, wrong = 0;
    for (char *line = text.data; *line;) {
        size_t n = strcspn(line, "\n");
        char *next = line + n + (line[n] == '\n'), *tab = memchr(line, '\t', n);
        if (*line != '#') {
            assert_non_null(tab);
            struct buf got = buf_make(1 << 16);
            read_into(en, line, (size_t)(tab - line), &got);
            size_t want = (size_t)(line + n - tab - 1);
            cases++;
            if (got.len != want || memcmp(got.data, tab + 1, want) != 0) {
                wrong++;
                print_message("%.*s\n  want %.*s\n  got  %s\n", (int)(tab - line), line, (int)want,
                              tab + 1, got.data);
            }
            buf_free(&got);
        }
        line = next;
    }
    buf_free(&text);
    en_close(en);
    assert_true(cases >= 100);
    assert_int_equal(wrong, 0);
}

/* word, its reading, sentence. */
static void test_homographs(void **state)
{
    (void)state;
    char data[PATH_MAX_BYTES], lexicon[PATH_MAX_BYTES];
    struct err e = {0};
    struct en *en = NULL;
    assert_int_equal(file_data_dir(data, NULL, NULL), 0);
    assert_int_equal(file_join(lexicon, data, "lexicon"), 0);
    if (en_open(&en, lexicon, &e)) {
        print_message("skipped: %s\n", e.msg);
        skip();
    }
    struct buf text = buf_make(1 << 20);
    assert_int_equal(file_read(&text, "tests/text/en-homographs.tsv", &e), 0);
    int cases = 0, wrong = 0;
    for (char *line = text.data; *line;) {
        char *end = line + strcspn(line, "\n"), *next = end + (*end == '\n');
        *end = 0;
        if (*line != '#') {
            char *reading = strchr(line, '\t');
            assert_non_null(reading);
            char *sentence = strchr(++reading, '\t');
            assert_non_null(sentence);
            *sentence++ = 0;
            struct buf got = buf_make(1 << 16);
            read_into(en, sentence, strlen(sentence), &got);
            cases++;
            if (!strstr(got.data, reading)) {
                wrong++;
                print_message("%s\n  want %s\n  got  %s\n", sentence, reading, got.data);
            }
            buf_free(&got);
        }
        line = next;
    }
    buf_free(&text);
    en_close(en);
    assert_true(cases >= 250);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_lexicon),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_nothing_is_dropped),
        cmocka_unit_test(test_time_is_linear),
        cmocka_unit_test(test_hostile_tables),
        cmocka_unit_test(test_letter_names),
        cmocka_unit_test(test_names_are_sorted_and_sayable),
        cmocka_unit_test(test_phones),
        cmocka_unit_test(test_tagger),
        cmocka_unit_test(test_pinyin),
        cmocka_unit_test(test_senses),
        cmocka_unit_test(test_arpabet),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_homographs),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
