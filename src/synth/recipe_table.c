/* recipe_table.c - every voice and model by name, as data.  doc/voices.md says how the mixes were
 * chosen and measured.  gain_db brings active speech (frames within 40 dB of the loudest) to
 * -20 dBFS: the seven from many sentences (doc/voices.md), the others from one Chinese and two
 * English sentences each.  Levels are our engine's: 3.5 dB below the ONNX export's, which leaves
 * out the division by the window's sum (1.5). */
#include "synth/recipe_table.h"

// clang-format off
const struct recipe_row recipe_rows[] = {
    {"Cherry", "female", "bright and friendly",
     "zm_yunxia+af_bella", NULL, GROUP_QWEN | GROUP_QWEN_LATEST, 4.6F},
    {"Serena", "female", "gentle and warm",
     "zf_xiaoxiao+af_heart", NULL, GROUP_QWEN | GROUP_QWEN_LATEST, 1.9F},
    {"Ethan", "male", "calm and deep",
     "zm_yunjian+am_michael", NULL, GROUP_QWEN | GROUP_QWEN_LATEST, 5.1F},
    {"Chelsie", "female", "light and lively",
     "zf_xiaoyi+af_jessica", NULL, GROUP_QWEN | GROUP_QWEN_LATEST, 3.4F},
    {"Dylan", "male", "a young man of Beijing; speaks Mandarin until his dialect is built",
     "zm_yunxi+am_puck", NULL, GROUP_QWEN_LATEST, 2.3F},
    {"Jada", "female", "a lady of Shanghai; speaks Mandarin until her dialect is built",
     "zf_xiaobei+bf_emma", "zf_xiaoxiao+af_nicole", GROUP_QWEN_LATEST, 3.5F},
    {"Sunny", "female", "a girl of Sichuan; speaks Mandarin until her dialect is built",
     "zf_xiaobei+af_sarah", "zm_yunxia+af_bella", GROUP_QWEN_LATEST, 3.4F},
    {"alloy", "female", "even and neutral",
     "zf_xiaoxiao+af_alloy", NULL, GROUP_OPENAI, 2.1F},
    {"ash", "male", "young and direct",
     "zm_yunxi+am_fenrir", NULL, GROUP_OPENAI, 3.2F},
    {"ballad", "male", "a narrator, with a British colour",
     "zm_yunyang+bm_george", NULL, GROUP_OPENAI, 5.9F},
    {"coral", "female", "clear and cheerful",
     "zf_xiaoyi+af_aoede", NULL, GROUP_OPENAI, 1.3F},
    {"echo", "male", "soft and even",
     "zm_yunyang(2)+am_echo+am_michael", NULL, GROUP_OPENAI, 6.4F},
    {"fable", "male", "a story-teller, with a British colour",
     "zm_yunxi+bm_fable", NULL, GROUP_OPENAI, 5.7F},
    {"onyx", "male", "deep and firm",
     "zm_yunjian(2)+am_onyx+am_fenrir", NULL, GROUP_OPENAI, 3.7F},
    {"nova", "female", "warm and quick",
     "zf_xiaoxiao(2)+af_nova+af_bella", NULL, GROUP_OPENAI, 2.5F},
    {"sage", "female", "composed and clear",
     "zf_xiaobei+af_kore", NULL, GROUP_OPENAI, 2.0F},
    {"shimmer", "female", "bright and light",
     "zf_xiaoyi+af_bella", NULL, GROUP_OPENAI, 3.1F},
    {"verse", "male", "expressive",
     "zm_yunyang+am_puck", NULL, GROUP_OPENAI, 4.0F},
    {"marin", "female", "natural and near",
     "zf_xiaobei+af_heart", NULL, GROUP_OPENAI, 4.1F},
    {"cedar", "male", "full and friendly",
     "zm_yunjian+am_puck", NULL, GROUP_OPENAI, 2.5F},
};

const struct own_voice recipe_own_voices[] = {
    {"af_alloy", 5.1F}, {"af_aoede", 0.7F}, {"af_bella", 3.3F}, {"af_heart", 5.0F},
    {"af_jessica", 5.5F}, {"af_kore", 1.3F}, {"af_nicole", 4.3F}, {"af_nova", 9.8F},
    {"af_river", 5.0F}, {"af_sarah", 3.6F}, {"af_sky", 6.4F}, {"am_adam", 1.2F}, {"am_echo", 5.3F},
    {"am_eric", 4.2F}, {"am_fenrir", 2.4F}, {"am_liam", 4.8F}, {"am_michael", 7.0F},
    {"am_onyx", 6.1F}, {"am_puck", 1.9F}, {"am_santa", 5.6F}, {"bf_alice", 3.7F},
    {"bf_emma", 3.6F}, {"bf_isabella", 0.9F}, {"bf_lily", 4.5F}, {"bm_daniel", 4.1F},
    {"bm_fable", 7.1F}, {"bm_george", 3.7F}, {"bm_lewis", 6.0F}, {"ef_dora", 6.4F},
    {"em_alex", 5.9F}, {"em_santa", 5.8F}, {"ff_siwis", 2.7F}, {"hf_alpha", -1.6F},
    {"hf_beta", 0.3F}, {"hm_omega", -0.9F}, {"hm_psi", 0.7F}, {"if_sara", -2.5F},
    {"im_nicola", 2.5F}, {"jf_alpha", 2.4F}, {"jf_gongitsune", 2.5F}, {"jf_nezumi", 2.0F},
    {"jf_tebukuro", 2.5F}, {"jm_kumo", 2.2F}, {"pf_dora", 6.5F}, {"pm_alex", 6.1F},
    {"pm_santa", 6.2F}, {"zf_xiaobei", 3.2F}, {"zf_xiaoni", 1.3F}, {"zf_xiaoxiao", -0.6F},
    {"zf_xiaoyi", 2.0F}, {"zm_yunjian", 3.5F}, {"zm_yunxi", 4.6F}, {"zm_yunxia", 3.3F},
    {"zm_yunyang", 7.1F},
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
