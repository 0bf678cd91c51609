/* cpu_brand.c - what to call this processor.
 *
 * x86 says it in /proc/cpuinfo ("model name").  ARM says who made each core and a part number, in
 * the same file, and small machines what board they are: "Raspberry Pi 5 Model B, Cortex-A76". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"

static const struct {
    unsigned maker, part;
    const char *name;
} parts[] = {
    {0x41, 0xd03, "Cortex-A53"},  {0x41, 0xd04, "Cortex-A35"},   {0x41, 0xd05, "Cortex-A55"},
    {0x41, 0xd07, "Cortex-A57"},  {0x41, 0xd08, "Cortex-A72"},   {0x41, 0xd09, "Cortex-A73"},
    {0x41, 0xd0a, "Cortex-A75"},  {0x41, 0xd0b, "Cortex-A76"},   {0x41, 0xd0c, "Neoverse N1"},
    {0x41, 0xd0d, "Cortex-A77"},  {0x41, 0xd40, "Neoverse V1"},  {0x41, 0xd41, "Cortex-A78"},
    {0x41, 0xd44, "Cortex-X1"},   {0x41, 0xd46, "Cortex-A510"},  {0x41, 0xd47, "Cortex-A710"},
    {0x41, 0xd48, "Cortex-X2"},   {0x41, 0xd49, "Neoverse N2"},  {0x41, 0xd4a, "Neoverse E1"},
    {0x41, 0xd4b, "Cortex-A78C"}, {0x41, 0xd4d, "Cortex-A715"},  {0x41, 0xd4e, "Cortex-X3"},
    {0x41, 0xd4f, "Neoverse V2"}, {0x41, 0xd80, "Cortex-A520"},  {0x41, 0xd81, "Cortex-A720"},
    {0x41, 0xd82, "Cortex-X4"},   {0x41, 0xd84, "Neoverse V3"},  {0x41, 0xd85, "Cortex-X925"},
    {0x41, 0xd87, "Cortex-A725"}, {0x41, 0xd8e, "Neoverse N3"},  {0x46, 0x001, "Fujitsu A64FX"},
    {0x48, 0xd01, "Kunpeng 920"}, {0x48, 0xd02, "Kunpeng 920B"}, {0x4e, 0x004, "NVIDIA Carmel"},
    {0x50, 0x000, "APM X-Gene"},  {0x51, 0xc00, "Falkor"},       {0x43, 0x0af, "ThunderX2"},
    {0xc0, 0xac3, "Ampere-1"},    {0xc0, 0xac4, "Ampere-1A"},
};

static const struct {
    unsigned code;
    const char *name;
} makers[] = {{0x41, "ARM"},       {0x42, "Broadcom"}, {0x43, "Cavium"},    {0x46, "Fujitsu"},
              {0x48, "HiSilicon"}, {0x4e, "NVIDIA"},   {0x50, "APM"},       {0x51, "Qualcomm"},
              {0x53, "Samsung"},   {0x61, "Apple"},    {0x6d, "Microsoft"}, {0xc0, "Ampere"}};

/* Adds text, after ", " or " + " where something stands, if it is not there yet. */
static void add(char *out, size_t size, const char *between, const char *text)
{
    size_t used = strlen(out);
    if (!text[0] || strstr(out, text)) return;
    snprintf(out + used, size - used, "%s%s", used ? between : "", text);
}

/* One core by its numbers; one nobody has heard of keeps them. */
static void add_core(char *out, size_t size, const char *between, unsigned maker, unsigned part)
{
    char unknown[40];
    const char *who = "ARM-like", *name = unknown;
    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
        if (makers[i].code == maker) who = makers[i].name;
    snprintf(unknown, sizeof(unknown), "%s core 0x%03x", who, part & 0xFFF);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].maker == maker && parts[i].part == part) name = parts[i].name;
    add(out, size, between, name);
}

/* The value of "NAME : value", without its end of line; NULL: another name. */
static char *value_of(char *line, const char *name)
{
    char *colon = strchr(line, ':');
    if (!colon || strncmp(line, name, strlen(name)) != 0) return NULL;
    colon += 1 + strspn(colon + 1, " \t");
    colon[strcspn(colon, "\n")] = 0;
    return colon;
}

void cpu_brand_read(char *out, size_t size, const char *cpuinfo, const char *board)
{
    char line[256], model[64] = "", *value;
    unsigned maker = 0;
    out[0] = 0;
    FILE *f = fopen(board, "r"); /* ends with a zero byte, not with a line */
    if (f) {
        model[fread(model, 1, sizeof(model) - 1, f)] = 0;
        model[strcspn(model, "\n")] = 0;
        fclose(f);
    }
    f = fopen(cpuinfo, "r");
    while (f && fgets(line, sizeof(line), f)) {
        if ((value = value_of(line, "model name"))) {
            snprintf(out, size, "%s", value);
            break;
        }
        if ((value = value_of(line, "CPU implementer"))) maker = (unsigned)strtoul(value, NULL, 0);
        if ((value = value_of(line, "CPU part"))) {
            if (!out[0]) add(out, size, "", model);
            const char *between = strcmp(out, model) != 0 ? " + " : ", ";
            add_core(out, size, between, maker, (unsigned)strtoul(value, NULL, 0));
        }
    }
    if (f) fclose(f);
    if (!out[0]) snprintf(out, size, "%s", model[0] ? model : "unknown CPU");
}

const char *cpu_brand(void)
{
    static char brand[100] = "";
    if (!brand[0]) cpu_brand_read(brand, sizeof(brand), "/proc/cpuinfo", "/proc/device-tree/model");
    return brand;
}
