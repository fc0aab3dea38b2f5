/*
 * Lines of a script.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/shell/shell-reader.h"
#include "popfetch/shell/shell-verb.h"

struct scene {
	struct pop3_cancel *cancel;
	struct shell_watch watch;
	struct shell_reader *reader;
	int to_script; /* -1: it has ended */
};

static struct scene scene_make(void)
{
	struct scene scene = {.to_script = -1};
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(pop3_cancel_new(&scene.cancel), POP3_OK);
	scene.watch.cancel = scene.cancel;
	scene.reader = shell_reader_script(ends[0]);
	scene.to_script = ends[1];
	return scene;
}

static void scene_clear(struct scene *scene)
{
	scene->reader->free(scene->reader);
	pop3_cancel_free(scene->cancel);
}

static void add(struct scene *scene, const void *octets, size_t length)
{
	cr_assert_eq(write(scene->to_script, octets, length), (ssize_t)length);
}

static void says(struct scene *scene, const char *text)
{
	add(scene, text, strlen(text));
}

static void ends(struct scene *scene)
{
	close(scene->to_script);
}

static enum shell_input next(struct scene *scene, const char **out_line)
{
	return scene->reader->next(
	    scene->reader, &scene->watch, "> ", out_line);
}

static void gives(struct scene *scene, const char *wanted)
{
	const char *line = NULL;

	cr_assert_eq(next(scene, &line), SHELL_INPUT_LINE);
	cr_assert_str_eq(line, wanted);
}

static void comes_to(struct scene *scene, enum shell_input wanted)
{
	const char *line = NULL;

	cr_assert_eq(next(scene, &line), wanted);
	cr_assert_null(line);
}

Test(shell_script, lines_come_one_by_one_with_either_line_end)
{
	struct scene scene = scene_make();

	says(&scene, "stat\nlist\r\n\n");
	gives(&scene, "stat");
	gives(&scene, "list");
	gives(&scene, "");
	ends(&scene);
	comes_to(&scene, SHELL_INPUT_END);
	comes_to(&scene, SHELL_INPUT_END);
	scene_clear(&scene);
}

Test(shell_script, last_line_may_lack_its_end)
{
	struct scene scene = scene_make();

	says(&scene, "stat\nquit");
	ends(&scene);
	gives(&scene, "stat");
	gives(&scene, "quit");
	comes_to(&scene, SHELL_INPUT_END);
	scene_clear(&scene);
}

Test(shell_script, line_is_given_before_the_next_is_there)
{
	struct scene scene = scene_make();

	says(&scene, "stat\nqu");
	gives(&scene, "stat");
	says(&scene, "it\n");
	gives(&scene, "quit");
	ends(&scene);
	scene_clear(&scene);
}

Test(shell_script, longest_line_is_whole)
{
	static char longest[SHELL_LINE_MAX + 1];
	struct scene scene = scene_make();

	memset(longest, 'x', SHELL_LINE_MAX);
	says(&scene, longest);
	says(&scene, "\nstat\n");
	gives(&scene, longest);
	gives(&scene, "stat");
	ends(&scene);
	scene_clear(&scene);
}

Test(shell_script, longer_line_is_passed_over_once)
{
	static char longer[3 * SHELL_LINE_MAX];
	struct scene scene = scene_make();

	memset(longer, 'x', sizeof longer);
	add(&scene, longer, sizeof longer);
	says(&scene, "\nstat\n");
	comes_to(&scene, SHELL_INPUT_TOO_LONG);
	gives(&scene, "stat");
	add(&scene, longer, sizeof longer);
	ends(&scene);
	comes_to(&scene, SHELL_INPUT_TOO_LONG);
	comes_to(&scene, SHELL_INPUT_END);
	scene_clear(&scene);
}

Test(shell_script, line_with_a_nul_is_not_half_read)
{
	struct scene scene = scene_make();

	add(&scene, "dele 1\0 2\nstat\n", 15);
	comes_to(&scene, SHELL_INPUT_TOO_LONG);
	gives(&scene, "stat");
	ends(&scene);
	scene_clear(&scene);
}

Test(shell_script, cancel_ends_the_wait)
{
	struct scene scene = scene_make();

	pop3_cancel_fire(scene.cancel);
	comes_to(&scene, SHELL_INPUT_CANCELLED);
	pop3_cancel_reset(scene.cancel);
	says(&scene, "stat\n");
	gives(&scene, "stat");
	ends(&scene);
	scene_clear(&scene);
}
