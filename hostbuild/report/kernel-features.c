// SPDX-License-Identifier: GPL-2.0-only
#include "report/kernel-features.h"
#include "cleanup.h"
#include "format.h"
#include "print.h"
#include "verdict/features-keys.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS	  80
#define HEAD	  14
#define HEAD_LONG 26 /* for helpers: the longest program type is raw_tracepoint_writable */

static void show_head(const char *head, int width)
{
	print_clean(head, width);
}

/* The strings of an array, broken into lines. */
static void show_words(const char *head, int width, const json_t *words)
{
	int column = width;
	const json_t *word;
	size_t i;

	show_head(head, width);
	json_array_foreach(words, i, word)
	{
		const char *text = json_string_value(word);
		int len = text ? (int)strlen(text) : 0;
		if (column > width && column + 1 + len > COLUMNS) {
			printf("\n%*s", width, "");
			column = width;
		} else if (column > width) {
			putchar(' ');
			column++;
		}
		print_clean(text, 0);
		column += len;
	}
	puts(json_array_size(words) ? "" : "none");
}

static void show_value(const char *head, const char *name, const json_t *value)
{
	show_head(head, HEAD);
	if (value && name)
		printf("%s=", name);
	if (json_is_string(value))
		print_clean(json_string_value(value), 0);
	else if (json_is_integer(value))
		printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		fputs(json_is_true(value)      ? "yes"
			: json_is_false(value) ? "no"
					       : "not known",
			stdout);
	putchar('\n');
}

/* The configuration as an array of "HZ=250". */
static json_t *options_of(json_t *config)
{
	json_t *words = json_array(), *value;
	const char *key;

	json_object_foreach(config, key, value)
	{
		cleanup_free char *word = format_string(
			"%s=%s", key, json_is_string(value) ? json_string_value(value) : "?");
		json_array_append_new(words, json_string(word ? word : ""));
	}
	return words;
}

/* Whether programs of all types may call helper @name. */
static bool all_have(json_t *helpers, const char *name)
{
	json_t *list, *word;
	const char *type;
	size_t i;

	json_object_foreach(helpers, type, list)
	{
		bool found = false;
		json_array_foreach(list, i, word) if (json_is_string(word) &&
						      strcmp(json_string_value(word), name) == 0)
		{
			found = true;
			break;
		}
		if (!found)
			return false;
	}
	return true;
}

static void show_helpers(json_t *helpers)
{
	json_t *common = json_array(), *list, *word;
	const char *type;
	size_t i;

	json_object_foreach(helpers, type, list)
	{
		json_array_foreach(list, i, word) if (json_is_string(word) &&
						      all_have(helpers, json_string_value(word)))
			json_array_append(common, word);
		break; /* the first list has what is common to all */
	}
	puts("\nHelpers, by program type:");
	show_words("  all of these", HEAD_LONG, common);
	json_object_foreach(helpers, type, list)
	{
		cleanup_free char *head = format_string("  %s", type);
		json_t *own = json_array();
		json_array_foreach(list, i, word) if (json_is_string(word) &&
						      !all_have(helpers, json_string_value(word)))
			json_array_append(own, word);
		show_words(head ? head : type, HEAD_LONG, own);
		json_decref(own);
	}
	json_decref(common);
}

void report_features(const struct result_kernel *k)
{
	static const struct {
		const char *head, *key, *name;
	} values[] = {{"bpf()", FEATURES_BPF, NULL}, {"BTF", FEATURES_BTF, NULL},
		{FEATURES_KFUNCS, FEATURES_KFUNCS, NULL},
		{"JIT", FEATURES_JIT, "net.core.bpf_jit_enable"},
		{FEATURES_LOCKDOWN, FEATURES_LOCKDOWN, NULL},
		{"unprivileged", FEATURES_UNPRIVILEGED, "kernel.unprivileged_bpf_disabled"},
		{"asked by", FEATURES_LIBBPF, FEATURES_LIBBPF}};
	static const struct {
		const char *head, *key;
	} lists[] = {{"instructions", FEATURES_ISA}, {"program types", FEATURES_PROGRAM_TYPES},
		{"map types", FEATURES_MAP_TYPES}};
	json_t *config = json_object_get(k->features, FEATURES_CONFIG),
	       *helpers = json_object_get(k->features, FEATURES_HELPERS);

	show_head("kernel", HEAD);
	print_clean(k->version, 0);
	fputs(" (", stdout);
	print_clean(k->release, 0);
	fputs(", ", stdout);
	print_clean(k->arch, 0);
	puts(")");
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		show_value(values[i].head, values[i].name,
			json_object_get(k->features, values[i].key));
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		show_words(lists[i].head, HEAD, json_object_get(k->features, lists[i].key));
	if (json_is_object(config)) {
		json_t *words = options_of(config);
		show_words("config", HEAD, words);
		json_decref(words);
	} else {
		show_value("config", NULL, NULL);
	}
	if (json_is_object(helpers))
		show_helpers(helpers);
}
