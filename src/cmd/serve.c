/* serve.c - `utter serve`: opens everything, serves until asked to stop, closes everything. */
#include "cmd/cmd.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"

enum { DRAIN_MS = 30000, CONFIG_MAX = 1 << 16, VALUE_MAX = 900 };

/* Process settings: flags over environment over file over defaults. */
struct setting {
    const char *name, *environment, *value;
};

enum { LISTEN, DB, THREADS, MEMORY, WORDS, EMOJI, SETTINGS };

struct settings {
    struct setting list[SETTINGS];
    char from_file[SETTINGS][VALUE_MAX];
};

static struct settings default_settings(void)
{
    return (struct settings){.list = {[LISTEN] = {"listen", "UTTER_LISTEN", "127.0.0.1:8080"},
                                      [DB] = {"db", "UTTER_DB", NULL},
                                      [THREADS] = {"threads", "UTTER_THREADS", "0"},
                                      [MEMORY] = {"memory", "UTTER_MEMORY", "fast"},
                                      [WORDS] = {"words", "UTTER_WORDS", NULL},
                                      [EMOJI] = {"emoji", "UTTER_EMOJI", "dropped"}}};
}

static int setting_of(const struct settings *s, const char *name)
{
    for (int i = 0; i < SETTINGS; i++)
        if (!strcmp(s->list[i].name, name)) return i;
    return -1;
}

/* Lines of `name = value`; # begins a comment. */
static int read_config(struct settings *s, const char *path, struct err *e)
{
    struct buf b = buf_make(CONFIG_MAX);
    int code = file_read(&b, path, e), line = 0;
    char *save = NULL;
    for (char *at = strtok_r(b.data, "\n", &save); at && !code; at = strtok_r(NULL, "\n", &save)) {
        char name[32], value[VALUE_MAX];
        line++;
        at[strcspn(at, "#")] = 0;
        if (at[strspn(at, " \t\r")] == 0) continue;
        int i = sscanf(at, " %31[a-z_] = %899[^\r]", name, value) == 2 ? setting_of(s, name) : -1;
        if (i < 0) {
            code =
                err_set(e, E_FORMAT,
                        "%s: entry %d: not 'listen|db|threads|memory|words|emoji = VALUE': %.60s",
                        path, line, at);
            break;
        }
        size_t n = strlen(value);
        while (n && (value[n - 1] == ' ' || value[n - 1] == '\t'))
            value[--n] = 0;
        snprintf(s->from_file[i], VALUE_MAX, "%s", value);
        s->list[i].value = s->from_file[i];
    }
    buf_free(&b);
    return code;
}

static int read_settings(struct settings *s, int argc, char **argv, struct err *e)
{
    int code = 0;
    for (int i = 1; i + 1 < argc && !code; i++)
        if (!strcmp(argv[i], "--config")) code = read_config(s, argv[i + 1], e);
    for (int i = 0; i < SETTINGS; i++) {
        const char *value = getenv(s->list[i].environment);
        if (value && *value) s->list[i].value = value;
    }
    for (int i = 1; i < argc && !code; i += 2) {
        int which = strncmp(argv[i], "--", 2) != 0 ? -1 : setting_of(s, argv[i] + 2);
        if (i + 1 == argc)
            code = err_set(e, E_USAGE, "%s: unknown option, or its value is missing", argv[i]);
        else if (which >= 0)
            s->list[which].value = argv[i + 1];
        else if (strcmp(argv[i], "--config") != 0)
            code = err_set(e, E_USAGE, "unknown option %s", argv[i]);
    }
    return code;
}

/* "HOST:PORT" or "PORT"; [::1]:8080 for IPv6. */
static int split_listen(const char *listen, char host[256], int *port, struct err *e)
{
    const char *colon = strrchr(listen, ':');
    const char *number = colon ? colon + 1 : listen;
    size_t n = colon ? (size_t)(colon - listen) : 0;
    if (n > 1 && listen[0] == '[' && listen[n - 1] == ']') {
        listen++;
        n -= 2;
    }
    if (n > 255 || cmd_whole_number(number, 0, 65535, port))
        return err_set(e, E_USAGE, "--listen %.100s: HOST:PORT, for example 127.0.0.1:8080",
                       listen);
    snprintf(host, 256, "%.*s", (int)n, n ? listen : "");
    if (!n) snprintf(host, 256, "127.0.0.1");
    return 0;
}

struct service {
    struct store *store;
    struct synth *synth;
    struct gate *gate;
    struct word_files *words;
    struct api *api;
    struct http_server *http;
    char host[256];
};

static void close_all(struct service *s)
{
    api_close(s->api);
    word_files_close(s->words);
    gate_close(s->gate);
    synth_close(s->synth);
    store_close(s->store);
}

static void print_welcome(const struct service *s, const char *key)
{
    int any = !strcmp(s->host, "0.0.0.0") || !strcmp(s->host, "::");
    const char *host = any ? "127.0.0.1" : s->host;
    int six = strchr(host, ':') != NULL;
    char base[300];
    snprintf(base, sizeof(base), "http://%s%s%s:%d", six ? "[" : "", host, six ? "]" : "",
             http_port(s->http));
    printf("utter listens on %s   (the same address in a browser: a page to try the voices)\n",
           base);
    if (key)
        printf("\nyour API key, shown only this once:\n\n    %s\n", key);
    else
        printf("\nanother API key: utter key create NAME\n");
    printf("\nhear it:\n\n"
           "    curl %s/v1/audio/speech \\\n"
           "      -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \\\n"
           "      -d '{\"model\":\"qwen-tts\",\"voice\":\"Cherry\",\"input\":\"你好, welcome to "
           "utter! 今天天气 really 不错。\"}' \\\n"
           "      --output hello.wav\n\n",
           base, key ? key : "YOUR_API_KEY");
    fflush(stdout);
}

/* On the first start: the first account and its key. */
static int first_key(struct service *s, char secret[KEY_TEXT], int *made, struct err *e)
{
    int64_t account;
    struct store_key k;
    int code = store_first_account(s->store, &account, made, e);
    if (!code && *made) code = store_key_create(s->store, account, "first", 0, secret, &k, e);
    return code;
}

static int open_all(struct service *s, const struct cmd_globals *g, const struct settings *set,
                    struct err *e)
{
    char dir[PATH_MAX_BYTES], db[PATH_MAX_BYTES], words[PATH_MAX_BYTES], secret[KEY_TEXT] = "";
    struct synth_options synth = {.data_dir = dir, .model = g->model};
    struct http_options http = http_default_options();
    enum text_emoji emoji = TEXT_EMOJI_DROPPED;
    int made = 0;
    int code = file_data_dir(dir, g->data, e);
    if (!code) code = file_join(db, dir, "utter.db");
    if (!code) code = split_listen(set->list[LISTEN].value, s->host, &http.port, e);
    if (!code && cmd_whole_number(set->list[THREADS].value, 0, 256, &synth.threads))
        code =
            err_set(e, E_USAGE, "--threads %.40s: 0 (one a core) to 256", set->list[THREADS].value);
    const char *memory = g->memory ? g->memory : set->list[MEMORY].value;
    if (!code) code = cmd_memory(memory, &synth.model.small_memory, e);
    if (!code && !text_emoji_from_name(&emoji, set->list[EMOJI].value))
        code = err_set(e, E_USAGE, "--emoji %.40s: named or dropped", set->list[EMOJI].value);
    const char *path = set->list[DB].value ? set->list[DB].value : db;
    if (!strncmp(path, "sqlite:", 7)) path += 7;
    if (!code) code = synth_open(&s->synth, &synth, e);
    if (!code) code = store_open(&s->store, path, e);
    if (!code) code = first_key(s, secret, &made, e);
    if (!code) code = gate_open(&s->gate, s->store, e);
    if (!code) code = file_join(words, dir, "words");
    if (!code) code = word_files_open(&s->words, words, set->list[WORDS].value, e);
    if (!code) code = api_open(&s->api, s->synth, s->gate, s->words, emoji, e);
    if (code) return code;
    http.host = s->host;
    api_serve(s->api, &http);
    code = http_start(&s->http, &http, e);
    if (code == E_CONFLICT) {
        struct err why = *e;
        err_set(e, code, "%.200s; choose another: --listen %.100s:%d", why.msg, s->host,
                http.port + 1);
    }
    if (!code) print_welcome(s, made ? secret : NULL);
    memset(secret, 0, sizeof(secret));
    return code;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    struct settings set = default_settings();
    struct service s = {0};
    sigset_t stop;
    int sig = 0, code = read_settings(&set, argc, argv, &e);
    if (code) return cmd_fail("serve", code, &e);
    sigemptyset(&stop); /* blocked here before any thread starts, so that sigwait gets them */
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    code = open_all(&s, g, &set, &e);
    if (!code) {
        while (sigwait(&stop, &sig) == EINTR)
            continue;
        log_info("serve", "signal %d: finishing what is under way (again: at once)", sig);
        pthread_sigmask(SIG_UNBLOCK, &stop, NULL); /* a second signal ends the process */
        api_drain(s.api);
        http_stop(s.http, DRAIN_MS);
    }
    close_all(&s);
    return code ? cmd_fail("serve", code, &e) : 0;
}

const struct cmd cmd_serve = {
    .name = "serve",
    .summary = "the service: POST /v1/audio/speech",
    .help =
        "utter serve - speech over HTTP, for clients of OpenAI and of Tongyi Qianwen\n"
        "\n"
        "  --listen HOST:PORT   default 127.0.0.1:8080; 0.0.0.0:8080 for every interface\n"
        "  --db PATH            the SQLite database; default DATA/utter.db\n"
        "  --threads N          synthesis threads; default 0: one a core\n"
        "  --memory small       less memory, slower speech; default fast\n"
        "  --words FILE         pronunciations for everybody; default DATA/words/all.tsv, beside\n"
        "                       account-N.tsv and key-N.tsv for one account or key.  Lines of\n"
        "                       WORD<tab>READING[<tab>zh|en]; changes count within a second\n"
        "  --emoji named        emoji are read by their names where a request does not say;\n"
        "                       default dropped: not at all\n"
        "  --config FILE        lines of 'listen = ...', 'db = ...', 'threads = ...',\n"
        "                       'memory = ...', 'words = ...', 'emoji = ...'\n"
        "\n"
        "Flags go before the environment (UTTER_LISTEN, UTTER_DB, UTTER_THREADS, UTTER_MEMORY,\n"
        "UTTER_WORDS, UTTER_EMOJI), that before the file.  The first start makes an account and a "
        "key and "
        "prints\n"
        "the key once.\n"
        "SIGTERM or Ctrl-C finishes what is under way, for at most 30 s.\n"
        "\n"
        "examples\n"
        "  utter serve\n"
        "  utter serve --listen 0.0.0.0:80 --data /srv/utter\n",
    .run = run,
};
