/* The import of the author's checkpoint: every tensor as written or folded, in every spelling and
 * both formats; a clear word for everything that is not right, and the pack from before kept;
 * voices. */
#include "model/kokoro/import_official.h"

#include "base/file.h"
#include "model/kokoro/import_kokoro.h"
#include "model/kokoro/kokoro.h"
#include "model/kokoro/voices.h"
#include "mutate.h"
#include "tiny_official.h"

static struct kokoro_tensors table;
static struct official_list list;
static char folder[200], pack_path[260];

static int set_up(void **state)
{
    (void)state;
    unit_folder(folder);
    snprintf(pack_path, sizeof(pack_path), "%s/kokoro.pack", folder);
    return kokoro_tensors_init(&table, &tiny_dims);
}

static int tear_down(void **state)
{
    (void)state;
    official_free(&list);
    kokoro_tensors_free(&table);
    unit_remove(folder);
    return 0;
}

enum format { NESTED, FLAT, SAFETENSORS };

static void write_list(struct buf *file, enum format format)
{
    if (format == SAFETENSORS)
        official_safetensors(file, &list);
    else
        official_torch(file, &list, format == NESTED);
}

static int import_bytes(const char *bytes, size_t n, struct official_report *r, struct err *e)
{
    struct checkpoint c;
    const struct official_request q = {.model = "tiny"};
    *r = (struct official_report){.format = ""};
    int code = checkpoint_read(&c, bytes, n, e);
    if (!code) code = kokoro_write_official(pack_path, &tiny_dims, &c, &q, r, e);
    checkpoint_close(&c);
    return code;
}

static int import_list(enum format format, struct official_report *r, struct err *e)
{
    struct buf file = buf_make(64 << 20);
    write_list(&file, format);
    int code = import_bytes(file.data, file.len, r, e);
    buf_free(&file);
    return code;
}

/* ---------------------------------------------------------------------------------------- values
 */

static float *room(size_t n)
{
    float *v = malloc(n * sizeof(*v));
    assert_non_null(v);
    return v;
}

/* Folded in double, which is far finer: only the last rounding may differ, and that hardly ever. */
static int close_enough(float got, float want)
{
    return fabsf(got - want) <= 1.001F * 0x1p-23F * fabsf(want);
}

static void compare_tensor(const struct pack *p, const struct kokoro_tensor *t, enum spelling s,
                           const char *module)
{
    size_t n = kokoro_tensor_values(t), stored = kokoro_tensor_stored(t), size = 0;
    float *values = room(n), *want = room(stored);
    official_expect(&list, t, s, module, values);
    kokoro_tensor_pack(t, values, want);
    const float *got = pack_find(p, t->name, &size);
    assert_non_null(got);
    assert_int_equal(size, stored * sizeof(float));
    int folded = s != SPELL_WHOLE && official_is_pair(t);
    if (!folded && memcmp(got, want, size) != 0) fail_msg("%s differs", t->name);
    for (size_t i = 0; folded && i < stored; i++)
        if (!close_enough(got[i], want[i]))
            fail_msg("%s: value %zu: %g, not %g", t->name, i, (double)got[i], (double)want[i]);
    free(values);
    free(want);
}

static void every_spelling(void **state)
{
    (void)state;
    static const struct {
        enum spelling spelling;
        enum format format;
        const char *module;
    } cases[] = {
        {SPELL_G_V, NESTED, "module."},
        {SPELL_G_V, SAFETENSORS, "module."},
        {SPELL_G_V, NESTED, ""},
        {SPELL_ORIGINALS, NESTED, ""},
        {SPELL_ORIGINALS, FLAT, "module."},
        {SPELL_WHOLE, FLAT, ""},
        {SPELL_WHOLE, SAFETENSORS, "module."},
        {SPELL_ORIGINALS, SAFETENSORS, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct official_report r;
        struct err e = {0};
        official_fill(&list, &table, cases[i].spelling, cases[i].module);
        if (import_list(cases[i].format, &r, &e)) fail_msg("case %zu: %s", i, e.msg);
        assert_string_equal(r.format, cases[i].format == SAFETENSORS ? "safetensors" : "PyTorch");
        assert_int_equal(r.arrays, list.n);
        assert_int_equal(r.arrays - r.folded, table.n);
        assert_int_equal(r.folded, cases[i].spelling == SPELL_WHOLE ? 0 : 89);
        assert_int_equal(r.ignored + r.unknown, 0);
        struct pack *p;
        assert_int_equal(pack_open(&p, pack_path, KOKORO_PACK_KIND, KOKORO_PACK_VERSION, &e), 0);
        assert_int_equal(pack_count(p), table.n + 1);
        for (size_t k = 0; k < table.n; k++)
            compare_tensor(p, &table.items[k], cases[i].spelling, cases[i].module);
        pack_close(p);
        official_free(&list);
    }
}

/* By hand: 3-4-5, a negative length, a length of zero, tiny and huge rows. */
static void folding(void **state)
{
    (void)state;
    float v[] = {3, 4, 0, -1, 5, 12, 1e-30F, 0, 3e38F, 3e38F, 1e-45F, 0},
          g[] = {10, -2, 0, 1e-30F, 2, 7};
    static const float want[] = {6, 8, 0, 2, 0, 0, 1e-30F, 0, 1.41421356F, 1.41421356F, 7, 0};
    assert_int_equal(kokoro_fold_weight(v, g, 6, 2), 6);
    for (int i = 0; i < 12; i++)
        if (fabsf(v[i] - want[i]) > 1e-7F * fabsf(want[i]))
            fail_msg("value %d: %g", i, (double)v[i]);
    float zero[] = {1, 0, 0, 0, 0, 0};
    assert_int_equal(kokoro_fold_weight(zero, g, 3, 2), 1);
}

/* ---------------------------------------------------------------------------------------- report
 */

static void what_is_left_over(void **state)
{
    (void)state;
    struct official_report r;
    struct err e = {0};
    official_fill(&list, &table, SPELL_G_V, "module.");
    official_add(&list, "bert.module.pooler.weight", 2, 20, 20, 1);
    official_add(&list, "bert.module.pooler.bias", 1, 20, 1, 1);
    official_add(&list, "bert.module.embeddings.position_ids", 2, 1, 64, 1)->type = "FloatStorage";
    struct official_entry *w =
        official_add(&list, "decoder.module.encode.norm1.norm.weight", 1, 10, 1, 1);
    struct official_entry *b =
        official_add(&list, "decoder.module.encode.norm1.norm.bias", 1, 10, 1, 1);
    for (int i = 0; i < 10; i++) {
        w->values[i] = 1;
        b->values[i] = 0;
    }
    for (int i = 0; i < 10; i++) {
        char name[40];
        snprintf(name, sizeof(name), "mpd.module.layer.%d", i);
        official_add(&list, name, 1, 2, 1, 1);
    }
    if (import_list(NESTED, &r, &e)) fail_msg("%s", e.msg);
    assert_int_equal(r.ignored, 5);
    assert_int_equal(r.unknown, 10);
    assert_string_equal(r.unknown_names[0], "mpd.layer.0");
    assert_string_equal(r.unknown_names[OFFICIAL_NAMES_MAX - 1], "mpd.layer.7");
    assert_int_equal(r.arrays, table.n + 89 + 15);
    w->values[3] = 0.5F;
    assert_int_equal(import_list(NESTED, &r, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "decoder.encode.norm1.norm.weight"));
    w->values[3] = 1;
    b->values[9] = 1e-9F;
    assert_int_equal(import_list(SAFETENSORS, &r, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "decoder.encode.norm1.norm.bias"));
    official_free(&list);
}

struct seen {
    double last;
    int calls;
};

static void note_progress(void *ctx, double part)
{
    struct seen *s = ctx;
    assert_true(part >= s->last && part <= 1.0000001);
    s->last = part;
    s->calls++;
}

static void progress(void **state)
{
    (void)state;
    struct seen seen = {0};
    const struct official_request q = {.progress = note_progress, .ctx = &seen};
    struct official_report r = {0};
    struct err e = {0};
    struct checkpoint c;
    struct buf file = buf_make(64 << 20);
    official_fill(&list, &table, SPELL_G_V, "module.");
    write_list(&file, NESTED);
    assert_int_equal(checkpoint_read(&c, file.data, file.len, &e), 0);
    assert_int_equal(kokoro_write_official(pack_path, &tiny_dims, &c, &q, &r, &e), 0);
    assert_int_equal(seen.calls, list.n);
    assert_true(seen.last > 0.999999);
    checkpoint_close(&c);
    buf_free(&file);
    official_free(&list);
}

/* ---------------------------------------------------------------------------------------- errors
 */

enum spoil { REMOVE, RENAME, ADD, RESHAPE, VALUE, ROW, TYPE };

static const struct spoiled {
    enum spoil how;
    float value;
    const char *name, *other; /* RENAME: the new name */
    const char *why, *also;   /* parts of the message */
} spoiled[] = {
    {REMOVE, 0, "bert.module.embeddings.word_embeddings.weight", "",
     "bert.embeddings.word_embeddings.weight: not there", "Kokoro-82M"},
    {REMOVE, 0, "decoder.module.generator.conv_post.bias", "",
     "decoder.generator.conv_post.bias: not there", ""},
    {REMOVE, 0, "decoder.module.encode.conv1.weight_g", "",
     "decoder.encode.conv1.weight_v: the other half", ""},
    {REMOVE, 0, "decoder.module.encode.conv1.weight_v", "",
     "decoder.encode.conv1.weight_g: the other half", ""},
    {RENAME, 0, "predictor.module.F0_proj.weight", "predictor.module.F0_projx.weight",
     "predictor.F0_proj.weight: not there", "weight_g"},
    {RENAME, 0, "decoder.module.encode.conv1.bias", "decoder.encode.conv1.bias", NULL,
     NULL}, /* both spellings of a name are one */
    {RENAME, 0, "decoder.module.encode.conv1.bias", "module.decoder.encode.conv1.bias", NULL, NULL},
    {RENAME, 0, "decoder.module.encode.conv1.bias", "decoder.encode.module.conv1.bias",
     "decoder.encode.conv1.bias: not there", ""},
    {ADD, 0, "decoder.encode.conv1.bias", "", "decoder.encode.conv1.bias: twice", ""},
    {ADD, 0, "decoder.module.encode.conv1.weight", "", "decoder.encode.conv1.weight: there twice",
     ""},
    {ADD, 0, "decoder.module.encode.conv1.parametrizations.weight.original0", "",
     "original0: the other half", ""},
    {RESHAPE, 0, "bert.module.encoder.embedding_hidden_mapping_in.weight", "", "shape is [8, 20]",
     "[20, 8]"},
    {RESHAPE, 0, "decoder.module.encode.conv1.weight_v", "",
     "conv1.weight_v: its shape is [10, 12, 3]", "[12, 10, 3]"},
    {RESHAPE, 0, "decoder.module.encode.conv1.weight_g", "",
     "conv1.weight_g: its shape is [1, 12, 1]", "[12, 1, 1]"},
    {RESHAPE, 0, "decoder.module.generator.ups.0.weight_v", "",
     "ups.0.weight_v: its shape is [4, 8, 20]", "[8, 4, 20]"},
    {VALUE, NAN, "text_encoder.module.lstm.weight_hh_l0", "",
     "text_encoder.lstm.weight_hh_l0: value 0 is not finite", ""},
    {VALUE, INFINITY, "bert_encoder.module.bias", "", "bert_encoder.bias: value 0 is not finite",
     ""},
    {VALUE, -INFINITY, "decoder.module.generator.ups.1.weight_v", "",
     "ups.1.weight: value 0 is not finite", ""},
    {VALUE, NAN, "decoder.module.generator.ups.1.weight_g", "",
     "ups.1.weight: value 0 is not finite", ""},
    {ROW, 0, "predictor.module.N.1.pool.weight_v", "",
     "predictor.N.1.pool.weight_v: row 0 is all zero", ""},
    {TYPE, 0, "decoder.module.N_conv.bias", "IntStorage", "decoder.N_conv.bias: not floating-point",
     ""},
    {TYPE, 0, "decoder.module.N_conv.bias", "HalfStorage", "storage has 4 bytes, not 1 values", ""},
};

static void spoil(const struct spoiled *s)
{
    struct official_entry *x =
        s->how == ADD ? official_add(&list, s->name, 1, 12, 1, 1) : official_find(&list, s->name);
    int first = x->shape[0];
    switch (s->how) {
    case REMOVE:
        free(x->values);
        *x = list.items[--list.n];
        break;
    case RENAME:
        snprintf(x->name, sizeof(x->name), "%s", s->other);
        break;
    case ADD:
        break;
    case RESHAPE:
        x->shape[0] = x->shape[1];
        x->shape[1] = first;
        break;
    case VALUE:
        x->values[0] = s->value;
        break;
    case ROW:
        memset(x->values, 0, x->n / (size_t)x->shape[0] * sizeof(float));
        break;
    case TYPE:
        x->type = s->other;
        break;
    }
}

static void every_error(void **state)
{
    (void)state;
    struct official_report r;
    struct err e = {0};
    official_fill(&list, &table, SPELL_G_V, "module.");
    assert_int_equal(import_list(NESTED, &r, &e), 0);
    official_free(&list);
    struct file_map before, after;
    assert_int_equal(file_map(&before, pack_path, &e), 0);
    for (size_t i = 0; i < sizeof(spoiled) / sizeof(*spoiled); i++) {
        const struct spoiled *s = &spoiled[i];
        for (int format = FLAT; format <= SAFETENSORS; format++) {
            if (s->how == TYPE && format == SAFETENSORS) continue;
            official_fill(&list, &table, SPELL_G_V, "module.");
            spoil(s);
            int code = import_list((enum format)format, &r, &e);
            official_free(&list);
            if (!s->why) {
                if (code) fail_msg("case %zu: %s", i, e.msg);
                continue;
            }
            assert_int_equal(code, E_FORMAT);
            if (!strstr(e.msg, s->why) || !strstr(e.msg, s->also))
                fail_msg("case %zu: '%s'", i, e.msg);
        }
    }
    assert_int_equal(file_map(&after, pack_path, &e), 0); /* what was there, byte for byte */
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, before.size);
    file_unmap(&before);
    file_unmap(&after);
    char command[300]; /* the model, its bf16, and no half-written file */
    snprintf(command, sizeof(command), "[ $(ls '%s' | wc -l) = 2 ]", folder);
    assert_int_equal(system(command), 0);
}

/* ------------------------------------------------------------------------------------- mutations
 */

static void damaged(void **state)
{
    (void)state;
    static const enum format formats[] = {NESTED, SAFETENSORS};
    struct rng r = {11};
    int refused = 0, n = mutate_count() / 4;
    official_fill(&list, &table, SPELL_G_V, "module.");
    for (int f = 0; f < 2; f++) {
        struct buf file = buf_make(64 << 20);
        write_list(&file, formats[f]);
        size_t head =
            formats[f] == SAFETENSORS ? 60000 : 100000; /* mostly where the structure is */
        for (int i = 0; i < n; i++) {
            struct official_report report;
            struct err e = {0};
            char *bytes = mutate_copy(file.data, file.len);
            size_t len = file.len, part = mutate_damage(bytes, i % 4 ? head : file.len, &r);
            if (part < head) len = part;
            char *cut = mutate_copy(bytes, len);
            int code = import_bytes(cut, len, &report, &e);
            mutate_check(code, &e);
            refused += code != 0;
            free(bytes);
            free(cut);
        }
        buf_free(&file);
    }
    print_message("%d of %d damaged checkpoints refused\n", refused, 2 * n);
    assert_true(refused > n);
    official_free(&list);
}

/* { 0: D, 1: D, ... } where D is one dictionary of the same kind, remembered; so many levels. */
static void put_tower(struct buf *p, int level, int levels, int width)
{
    buf_puts(p, "}q");
    buf_putc(p, (char)level);
    if (level == levels) return;
    buf_putc(p, '(');
    for (int i = 0; i < width; i++) {
        char key[20];
        snprintf(key, sizeof(key), "%d", i);
        put_text(p, key);
        if (!i) {
            put_tower(p, level + 1, levels, width);
        } else {
            buf_putc(p, 'h');
            buf_putc(p, (char)(level + 1));
        }
    }
    buf_putc(p, 'u');
}

static void refuse_pickle(const struct buf *p, const char *why)
{
    struct zip_bytes z = zip_make();
    struct checkpoint c;
    struct err e = {0};
    zip_add(&z, "a/data.pkl", p->data, p->len);
    zip_end(&z);
    assert_int_equal(checkpoint_read(&c, z.file.data, z.file.len, &e), E_FORMAT);
    if (!strstr(e.msg, why)) fail_msg("'%s', not '%s'", e.msg, why);
    zip_free(&z);
}

/* A dictionary that is in many places, or in itself: a limit, not a loop. */
static void too_many_dictionaries(void **state)
{
    (void)state;
    struct buf p = buf_make(1 << 20);
    buf_puts(&p, "\x80\2");
    put_tower(&p, 0, 3, 1000); /* a billion places */
    buf_puts(&p, ".");
    refuse_pickle(&p, "entries");
    buf_clear(&p);
    buf_puts(&p, "\x80\2");
    put_tower(&p, 0, 5, 1);
    buf_puts(&p, ".");
    refuse_pickle(&p, "deep");
    buf_clear(&p);
    buf_add(&p, "\x80\2}q\0X\1\0\0\0ah\0s.", 15); /* in itself */
    refuse_pickle(&p, "deep");
    buf_free(&p);
}

/* ---------------------------------------------------------------------------------------- voices
 */

static void write_voice(const char *dir, const char *name, int rank, int a, int b, int c,
                        float first)
{
    char path[300];
    struct err e;
    struct buf p = buf_make(1 << 16);
    struct zip_bytes z = zip_make();
    int shape[] = {a, b, c};
    struct official_list one = {.n = 0};
    struct official_entry *x = official_add(&one, name, rank, a, b, c);
    x->values[0] = first;
    buf_puts(&p, "\x80\2");
    put_pickled_tensor(&p, "FloatStorage", "0", rank, shape);
    buf_puts(&p, ".");
    zip_add(&z, "voice/data.pkl", p.data, p.len);
    zip_add(&z, "voice/data/0", x->values, x->n * sizeof(float));
    zip_end(&z);
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    assert_int_equal(file_write(path, z.file.data, z.file.len, &e), 0);
    zip_free(&z);
    buf_free(&p);
    official_free(&one);
}

static int add_voices(const char *from, const char *pack, int *read, int *n, struct err *e)
{
    struct voice_set *s;
    *e = (struct err){0};
    *n = 0;
    assert_int_equal(voice_set_open(&s, 2 * tiny_dims.style, e), 0);
    int code = voice_set_read(s, from, read, e);
    if (!code) code = voice_set_keep(s, pack, e);
    if (!code) code = voice_set_write(s, pack, n, e);
    voice_set_close(s);
    return code;
}

static float first_value(const char *pack, const char *name)
{
    struct kokoro_voices v;
    struct err e;
    assert_int_equal(kokoro_voices_open(&v, pack, 2 * tiny_dims.style, &e), 0);
    int i = kokoro_voices_find(&v, name);
    float x = i < 0 ? -1 : *kokoro_voices_row(&v, i, 1);
    kokoro_voices_close(&v);
    return x;
}

static void voices(void **state)
{
    (void)state;
    char dir[260], one[300], pack[260];
    struct err e;
    int read = 0, n = 0, width = 2 * tiny_dims.style;
    snprintf(dir, sizeof(dir), "%s/voices", folder);
    snprintf(pack, sizeof(pack), "%s/voices.pack", folder);
    assert_int_equal(file_mkdirs(dir, &e), 0);
    assert_int_equal(add_voices(dir, pack, &read, &n, &e), E_NOENT); /* empty */
    write_voice(dir, "af_one.pt", 3, 510, 1, width, 1);
    write_voice(dir, "zm_two.pt", 2, 7, width, 1, 2);
    write_voice(dir, "notes.txt", 2, 7, width, 1, 2); /* not looked at */
    assert_int_equal(add_voices(dir, pack, &read, &n, &e), 0);
    assert_int_equal(read, 2);
    assert_int_equal(n, 2);
    assert_true(first_value(pack, "af_one") == 1 && first_value(pack, "zm_two") == 2);

    write_voice(folder, "zm_two.pt", 3, 510, 1, width, 3); /* one file: replaced, the other stays */
    snprintf(one, sizeof(one), "%s/zm_two.pt", folder);
    assert_int_equal(add_voices(one, pack, &read, &n, &e), 0);
    assert_int_equal(read, 1);
    assert_int_equal(n, 2);
    assert_true(first_value(pack, "af_one") == 1 && first_value(pack, "zm_two") == 3);

    static const struct {
        const char *name;
        int rank, a, b, c, wide;
        float first;
        const char *why;
    } bad[] = {
        {"Name.pt", 3, 510, 1, 0, 1, 0, "a-z"},
        {"a b.pt", 3, 510, 1, 0, 1, 0, "a-z"},
        {"af_x.pt", 3, 510, 2, 0, 1, 0, "its shape is [510, 2, 8]"},
        {"af_x.pt", 3, 510, 1, 7, 0, 0, "its shape is [510, 1, 7]"},
        {"af_x.pt", 3, 511, 1, 0, 1, 0, "[511, 1, 8]"},
        {"af_x.pt", 3, 0, 1, 0, 1, 0, "[0, 1, 8]"},
        {"af_x.pt", 1, 8, 1, 1, 0, 0, "its shape is [8]"},
        {"af_x.pt", 3, 5, 1, 0, 1, NAN, "not finite"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        write_voice(folder, bad[i].name, bad[i].rank, bad[i].a, bad[i].b,
                    bad[i].wide ? width : bad[i].c, bad[i].first);
        snprintf(one, sizeof(one), "%s/%s", folder, bad[i].name);
        assert_int_equal(add_voices(one, pack, &read, &n, &e), E_FORMAT);
        if (!strstr(e.msg, bad[i].why)) fail_msg("case %zu: '%s'", i, e.msg);
        unlink(one);
    }
    assert_int_equal(add_voices("/nowhere", pack, &read, &n, &e), E_NOENT);
    snprintf(one, sizeof(one), "%s/af_x.pt", folder); /* a checkpoint is not a voice */
    struct buf file = buf_make(64 << 20);
    official_fill(&list, &table, SPELL_WHOLE, "");
    write_list(&file, NESTED);
    assert_int_equal(file_write(one, file.data, file.len, &e), 0);
    assert_int_equal(add_voices(one, pack, &read, &n, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "one tensor alone"));
    assert_true(first_value(pack, "af_one") == 1 && first_value(pack, "zm_two") == 3);
    buf_free(&file);
    official_free(&list);
}

/* ----------------------------------------------------------------------------------------- files
 */

static void which_files(void **state)
{
    (void)state;
    struct official_report r;
    struct err e = {0};
    char data[260], from[260], path[300];
    snprintf(data, sizeof(data), "%s/data", folder);
    snprintf(from, sizeof(from), "%s/Kokoro-82M", folder);
    assert_int_equal(file_mkdirs(from, &e), 0);
    assert_int_equal(
        kokoro_import_official(data, &(struct official_request){.model = from}, &r, &e), E_NOENT);
    assert_non_null(strstr(e.msg, "kokoro-v1_0.pth"));
    assert_int_equal(
        kokoro_import_official(data, &(struct official_request){.model = "/no.pth"}, &r, &e),
        E_NOENT);
    snprintf(path, sizeof(path), "%s/kokoro-v1_0.pth",
             from); /* found in the folder; tiny, so refused */
    struct buf file = buf_make(64 << 20);
    official_fill(&list, &table, SPELL_G_V, "module.");
    write_list(&file, NESTED);
    assert_int_equal(file_write(path, file.data, file.len, &e), 0);
    snprintf(path, sizeof(path), "%s/voices", from);
    assert_int_equal(file_mkdirs(path, &e), 0);
    write_voice(path, "af_one.pt", 3, 510, 1, KOKORO_STYLE, 1);
    assert_int_equal(
        kokoro_import_official(data, &(struct official_request){.model = from}, &r, &e), E_FORMAT);
    assert_non_null(strstr(
        e.msg, "kokoro-v1_0.pth: bert.embeddings.word_embeddings.weight: its shape is [178, 8]"));
    assert_int_equal(r.voices_read, 1);
    snprintf(path, sizeof(path), "%s/voices/kokoro.pack", data);
    assert_false(file_exists(path)); /* all or nothing */
    snprintf(path, sizeof(path), "%s/voices", from);
    assert_int_equal(
        kokoro_import_official(data, &(struct official_request){.voices = path}, &r, &e), 0);
    assert_int_equal(r.voices, 1);
    assert_string_equal(r.model, "");
    buf_free(&file);
    official_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling),        cmocka_unit_test(folding),
        cmocka_unit_test(what_is_left_over),     cmocka_unit_test(progress),
        cmocka_unit_test(every_error),           cmocka_unit_test(damaged),
        cmocka_unit_test(too_many_dictionaries), cmocka_unit_test(voices),
        cmocka_unit_test(which_files),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
