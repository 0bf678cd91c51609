/* recipe_table.c - every voice and model by name, as data.  doc/voices.md says how the mixes were
 * chosen and measured.  gain_db brings active speech (frames within 40 dB of the loudest) to
 * -20 dBFS: the seven from the measurements in doc/voices.md, the others from one Chinese and two
 * English sentences each. */
#include "synth/recipe_table.h"

// clang-format off
const struct recipe_row recipe_rows[] = {
    {"Cherry", GROUP_QWEN | GROUP_QWEN_LATEST, "female", "bright and friendly",
     "zm_yunxia+af_bella", NULL, 1.1F},
    {"Serena", GROUP_QWEN | GROUP_QWEN_LATEST, "female", "gentle and warm",
     "zf_xiaoxiao+af_heart", NULL, -1.6F},
    {"Ethan", GROUP_QWEN | GROUP_QWEN_LATEST, "male", "calm and deep",
     "zm_yunjian+am_michael", NULL, 1.6F},
    {"Chelsie", GROUP_QWEN | GROUP_QWEN_LATEST, "female", "light and lively",
     "zf_xiaoyi+af_jessica", NULL, -0.1F},
    {"Dylan", GROUP_QWEN_LATEST, "male", "a young man of Beijing; speaks Mandarin until his dialect is built",
     "zm_yunxi+am_puck", NULL, -1.2F},
    {"Jada", GROUP_QWEN_LATEST, "female", "a lady of Shanghai; speaks Mandarin until her dialect is built",
     "zf_xiaobei+bf_emma", "zf_xiaoxiao+af_nicole", 0.0F},
    {"Sunny", GROUP_QWEN_LATEST, "female", "a girl of Sichuan; speaks Mandarin until her dialect is built",
     "zf_xiaobei+af_sarah", "zm_yunxia+af_bella", -0.1F},
    {"alloy", GROUP_OPENAI, "female", "even and neutral",
     "zf_xiaoxiao+af_alloy", NULL, -1.4F},
    {"ash", GROUP_OPENAI, "male", "young and direct",
     "zm_yunxi+am_fenrir", NULL, -0.3F},
    {"ballad", GROUP_OPENAI, "male", "a narrator, with a British colour",
     "zm_yunyang+bm_george", NULL, 2.4F},
    {"coral", GROUP_OPENAI, "female", "clear and cheerful",
     "zf_xiaoyi+af_aoede", NULL, -2.2F},
    {"echo", GROUP_OPENAI, "male", "soft and even",
     "zm_yunyang(2)+am_echo+am_michael", NULL, 2.9F},
    {"fable", GROUP_OPENAI, "male", "a story-teller, with a British colour",
     "zm_yunxi+bm_fable", NULL, 2.2F},
    {"onyx", GROUP_OPENAI, "male", "deep and firm",
     "zm_yunjian(2)+am_onyx+am_fenrir", NULL, 0.2F},
    {"nova", GROUP_OPENAI, "female", "warm and quick",
     "zf_xiaoxiao(2)+af_nova+af_bella", NULL, -1.0F},
    {"sage", GROUP_OPENAI, "female", "composed and clear",
     "zf_xiaobei+af_kore", NULL, -1.5F},
    {"shimmer", GROUP_OPENAI, "female", "bright and light",
     "zf_xiaoyi+af_bella", NULL, -0.4F},
    {"verse", GROUP_OPENAI, "male", "expressive",
     "zm_yunyang+am_puck", NULL, 0.5F},
    {"marin", GROUP_OPENAI, "female", "natural and near",
     "zf_xiaobei+af_heart", NULL, 0.6F},
    {"cedar", GROUP_OPENAI, "male", "full and friendly",
     "zm_yunjian+am_puck", NULL, -1.0F},
};

const struct own_voice recipe_own_voices[] = {
    {"af_alloy", 1.6F}, {"af_aoede", -2.8F}, {"af_bella", -0.2F}, {"af_heart", 1.5F},
    {"af_jessica", 2.0F}, {"af_kore", -2.2F}, {"af_nicole", 0.8F}, {"af_nova", 6.3F},
    {"af_river", 1.5F}, {"af_sarah", 0.1F}, {"af_sky", 2.9F}, {"am_adam", -2.3F}, {"am_echo", 1.8F},
    {"am_eric", 0.7F}, {"am_fenrir", -1.1F}, {"am_liam", 1.3F}, {"am_michael", 3.5F},
    {"am_onyx", 2.6F}, {"am_puck", -1.6F}, {"am_santa", 2.1F}, {"bf_alice", 0.2F},
    {"bf_emma", 0.1F}, {"bf_isabella", -2.6F}, {"bf_lily", 1.0F}, {"bm_daniel", 0.6F},
    {"bm_fable", 3.6F}, {"bm_george", 0.2F}, {"bm_lewis", 2.5F}, {"ef_dora", 2.9F},
    {"em_alex", 2.4F}, {"em_santa", 2.3F}, {"ff_siwis", -0.8F}, {"hf_alpha", -5.1F},
    {"hf_beta", -3.2F}, {"hm_omega", -4.4F}, {"hm_psi", -2.8F}, {"if_sara", -6.0F},
    {"im_nicola", -1.0F}, {"jf_alpha", -1.1F}, {"jf_gongitsune", -1.0F}, {"jf_nezumi", -1.5F},
    {"jf_tebukuro", -1.0F}, {"jm_kumo", -1.3F}, {"pf_dora", 3.0F}, {"pm_alex", 2.6F},
    {"pm_santa", 2.7F}, {"zf_xiaobei", -0.3F}, {"zf_xiaoni", -2.2F}, {"zf_xiaoxiao", -4.1F},
    {"zf_xiaoyi", -1.5F}, {"zm_yunjian", 0.0F}, {"zm_yunxi", 1.1F}, {"zm_yunxia", -0.2F},
    {"zm_yunyang", 3.6F},
};

const struct model_row recipe_models[] = {
    /* id, owner, tokens_max, chars_max, seconds_max, format; group */
    {{"qwen-tts", "qwen", 512, 0, 300, "wav"}, GROUP_QWEN},
    {{"qwen-tts-latest", "qwen", 512, 0, 300, "wav"}, GROUP_QWEN_LATEST},
    {{"qwen-tts-2025-05-22", "qwen", 512, 0, 300, "wav"}, GROUP_QWEN_LATEST},
    {{"tts-1", "openai", 0, 4096, 1200, "mp3"}, GROUP_OPENAI},
    {{"tts-1-hd", "openai", 0, 4096, 1200, "mp3"}, GROUP_OPENAI},
    {{"gpt-4o-mini-tts", "openai", 0, 4096, 1200, "mp3"}, GROUP_OPENAI},
    {{"kokoro", "kokoro", 0, 4096, 1200, "mp3"}, GROUP_OWN},
};
// clang-format on

const size_t recipe_row_count = sizeof(recipe_rows) / sizeof(recipe_rows[0]);
const size_t recipe_own_count = sizeof(recipe_own_voices) / sizeof(recipe_own_voices[0]);
const size_t recipe_models_count = sizeof(recipe_models) / sizeof(recipe_models[0]);
