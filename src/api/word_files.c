#include "api/word_files.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/log.h"

enum { FILES_MAX = 4096, LOOK_EVERY_S = 1 };

/* What a file looked like when it was last read. */
struct stamp {
    struct timespec changed;
    off_t size;
    ino_t inode;
};

struct word_file {
    int kind;
    int64_t id; /* 0 for all */
    struct stamp stamp;
    struct user_words *words; /* the last one that was right, or NULL */
    int seen;                 /* in the scan under way */
};

struct word_files {
    char folder[PATH_MAX_BYTES], all[PATH_MAX_BYTES];
    struct word_file *list; /* only the thread changes it, under the lock */
    size_t n;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    int started, stopping;
};

/* "key-12.tsv" -> WORD_FILES_KEY, 12.  0: not one of ours. */
static int file_kind(const char *name, int *kind, int64_t *id)
{
    static const char *const before[] = {
        [WORD_FILES_KEY] = "key-", [WORD_FILES_ACCOUNT] = "account-"};
    *id = 0;
    *kind = WORD_FILES_ALL;
    if (!strcmp(name, "all.tsv")) return 1;
    for (int k = 0; k < WORD_FILES_ALL; k++) {
        size_t n = strlen(before[k]);
        char *end;
        if (strncmp(name, before[k], n) != 0 || name[n] < '1' || name[n] > '9') continue;
        *kind = k;
        *id = strtoll(name + n, &end, 10);
        return !strcmp(end, ".tsv");
    }
    return 0;
}

static struct word_file *find(const struct word_files *f, int kind, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->list[i].kind == kind && f->list[i].id == id) return &f->list[i];
    return NULL;
}

static struct word_file *find_or_add(struct word_files *f, int kind, int64_t id)
{
    struct word_file *file = find(f, kind, id);
    if (file || f->n == FILES_MAX) return file;
    pthread_mutex_lock(&f->lock);
    struct word_file *list = realloc(f->list, (f->n + 1) * sizeof(*list));
    if (list) {
        f->list = list;
        file = &list[f->n++];
        *file = (struct word_file){.kind = kind, .id = id};
    }
    pthread_mutex_unlock(&f->lock);
    return file;
}

/* Reads the file again if it has changed. */
static int look_at(struct word_files *f, const char *path, int kind, int64_t id, struct err *e)
{
    struct stat st;
    if (stat(path, &st) || !S_ISREG(st.st_mode))
        return err_set(e, E_NOENT, "%.300s: no such file", path);
    struct word_file *file = find_or_add(f, kind, id);
    if (!file) return err_set(e, E_LIMIT, "%.300s: more than %d files of words", path, FILES_MAX);
    struct stamp now = {st.st_mtim, st.st_size, st.st_ino};
    file->seen = 1;
    if (now.changed.tv_sec == file->stamp.changed.tv_sec &&
        now.changed.tv_nsec == file->stamp.changed.tv_nsec && now.size == file->stamp.size &&
        now.inode == file->stamp.inode)
        return 0;
    file->stamp = now;
    struct user_words *words;
    int code = user_words_load(&words, path, e);
    if (code) return code;
    pthread_mutex_lock(&f->lock);
    struct user_words *old = file->words;
    file->words = words;
    pthread_mutex_unlock(&f->lock);
    user_words_unref(old);
    log_info("words", "%s: %zu words in force", path, user_words_count(words));
    return 0;
}

static void look_at_folder(struct word_files *f)
{
    DIR *folder = opendir(f->folder);
    if (!folder) return;
    for (struct dirent *d; (d = readdir(folder));) {
        char path[PATH_MAX_BYTES];
        int kind;
        int64_t id;
        struct err e = {0};
        if (!file_kind(d->d_name, &kind, &id) || (kind == WORD_FILES_ALL && f->all[0])) continue;
        int code = file_join(path, f->folder, d->d_name);
        if (!code) code = look_at(f, path, kind, id, &e);
        if (code) log_error("words", "%s; what was in force before stays so", e.msg);
    }
    closedir(folder);
}

/* Files that have gone. */
static void forget_unseen(struct word_files *f)
{
    for (size_t i = 0; i < f->n;) {
        if (f->list[i].seen) {
            i++;
            continue;
        }
        pthread_mutex_lock(&f->lock);
        struct user_words *old = f->list[i].words;
        f->list[i] = f->list[--f->n];
        pthread_mutex_unlock(&f->lock);
        user_words_unref(old);
    }
}

static int scan(struct word_files *f, struct err *e)
{
    int code = 0;
    for (size_t i = 0; i < f->n; i++)
        f->list[i].seen = 0;
    if (f->all[0]) {
        struct word_file *given = find(f, WORD_FILES_ALL, 0);
        if (given) given->seen = 1; /* a file given by name may be gone for a moment */
        code = look_at(f, f->all, WORD_FILES_ALL, 0, e);
    }
    look_at_folder(f);
    forget_unseen(f);
    return code;
}

static void *watch(void *arg)
{
    struct word_files *f = arg;
    pthread_mutex_lock(&f->lock);
    while (!f->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_EVERY_S;
        pthread_cond_timedwait(&f->wake, &f->lock, &until);
        if (f->stopping) break;
        pthread_mutex_unlock(&f->lock);
        struct err e = {0};
        int code = scan(f, &e);
        if (code && code != E_NOENT)
            log_error("words", "%s; what was in force before stays so", e.msg);
        pthread_mutex_lock(&f->lock);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

int word_files_open(struct word_files **out, const char *folder, const char *all, struct err *e)
{
    struct word_files *f = *out = calloc(1, sizeof(*f));
    if (!f) return err_set(e, E_NOMEM, "no memory for the files of words");
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->wake, NULL);
    int n = snprintf(f->folder, sizeof(f->folder), "%s", folder);
    int m = snprintf(f->all, sizeof(f->all), "%s", all ? all : "");
    int code = n >= PATH_MAX_BYTES || m >= PATH_MAX_BYTES ? err_set(e, E_ARG, "path too long") : 0;
    if (!code) code = scan(f, e);
    if (!code) {
        f->started = !pthread_create(&f->thread, NULL, watch, f);
        if (!f->started) code = err_set(e, E_NOMEM, "no thread for the files of words");
    }
    if (!code) return 0;
    word_files_close(f);
    *out = NULL;
    return code;
}

void word_files_close(struct word_files *f)
{
    if (!f) return;
    if (f->started) {
        pthread_mutex_lock(&f->lock);
        f->stopping = 1;
        pthread_cond_signal(&f->wake);
        pthread_mutex_unlock(&f->lock);
        pthread_join(f->thread, NULL);
    }
    for (size_t i = 0; i < f->n; i++)
        user_words_unref(f->list[i].words);
    free(f->list);
    pthread_cond_destroy(&f->wake);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

void word_files_take(struct word_files *f, int64_t key_id, int64_t account_id,
                     struct user_words *out[WORD_FILES_KINDS])
{
    const int64_t ids[WORD_FILES_KINDS] = {key_id, account_id, 0};
    for (int k = 0; k < WORD_FILES_KINDS; k++)
        out[k] = NULL;
    if (!f) return;
    pthread_mutex_lock(&f->lock);
    for (int k = 0; k < WORD_FILES_KINDS; k++) {
        const struct word_file *file = find(f, k, ids[k]);
        if (file) out[k] = user_words_ref(file->words);
    }
    pthread_mutex_unlock(&f->lock);
}
