/*
 * route.c - proxies, commands and sockets on the way to a server.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/visit/route.h"

static struct settings settings;
static struct route route;
static struct pop3_session_options options;
static const struct talk talk;

static void begin(void)
{
	scene_begin();
	scene_listen();
	settings_init(&settings);
	free(settings.state_dir);
	settings.state_dir = strdup(scene_home);
	settings.host = strdup("pop.example.org");
	settings.user = strdup("jim");
	options = (struct pop3_session_options)POP3_SESSION_OPTIONS_INIT;
}

static void end(void)
{
	settings_clear(&settings);
	scene_end();
}

TestSuite(route, .init = begin, .fini = end);

static enum exit_status opened(void)
{
	return route_open(&route, &settings, &talk, &options);
}

Test(route, options_are_those_of_the_settings)
{
	settings.port = 1995;
	settings.ipv6_only = true;
	settings.tls = POP3_TLS_STARTTLS;
	settings.tls_host = strdup("name.example.org");
	cr_expect_eq(opened(), EXIT_DONE);
	cr_expect_str_eq(options.host, "pop.example.org");
	cr_expect_eq(options.port, 1995);
	cr_expect_eq(options.family, POP3_FAMILY_IPV6);
	cr_expect_eq(options.tls, POP3_TLS_STARTTLS);
	cr_expect_str_eq(options.tls_host, "name.example.org");
	cr_expect_not(options.tls_insecure);
	cr_expect_null(options.proxy_password);
	route_close(&route, &talk);
}

/* ---- A proxy's password -------------------------------------------------- */

static const char *password_for(const char *proxy)
{
	static char text[64];

	free(settings.proxy);
	settings.proxy = strdup(proxy);
	cr_assert_eq(opened(), EXIT_DONE, "%s", scene_said());
	snprintf(text, sizeof text, "%s",
	    options.proxy_password != NULL ? options.proxy_password : "-");
	route_close(&route, &talk);
	return text;
}

Test(route, password_of_a_proxy_is_the_one_of_its_user_there)
{
	scene_write(".netrc", 0600,
	    "machine proxy.example.org login ann password one\n"
	    "machine proxy.example.org login bob password two\n"
	    "machine ::1 login ann password three\n"
	    "machine pop.example.org login jim password mail\n");
	cr_expect_str_eq(password_for("socks5://bob@proxy.example.org"), "two");
	cr_expect_str_eq(
	    password_for("http://ann@proxy.example.org:3128"), "one");
	cr_expect_str_eq(password_for("socks5://ann@[::1]:1080"), "three");
	cr_expect_str_eq(password_for("socks5://jim@proxy.example.org"), "-");
	cr_expect_str_eq(password_for("socks5://proxy.example.org"), "-");
	cr_expect_str_eq(password_for("socks5://@proxy.example.org"), "-");
	cr_expect_str_eq(password_for("nonsense"), "-");
}

Test(route, password_that_others_can_read_is_not_used)
{
	scene_write(".netrc", 0644,
	    "machine proxy.example.org login ann password one\n");
	settings.proxy = strdup("socks5://ann@proxy.example.org");
	cr_expect_eq(opened(), EXIT_DATA);
	cr_expect_null(route.proxy_password);
	cr_expect_str_neq(scene_said(), "");
	route_close(&route, &talk);
}

Test(route, password_of_a_proxy_is_gone_once_it_was_used)
{
	scene_write(".netrc", 0600,
	    "machine proxy.example.org login ann password one\n");
	settings.proxy = strdup("socks5://ann@proxy.example.org");
	cr_expect_eq(opened(), EXIT_DONE);
	cr_expect_not_null(route.proxy_password);
	route_connected(&route, POP3_OK);
	cr_expect_null(route.proxy_password);
	route_close(&route, &talk);
}

/* ---- A command ----------------------------------------------------------- */

/* The port is the one that would have been connected to. */
Test(route, command_is_told_where_to_go, .timeout = 60)
{
	static const struct {
		enum pop3_tls_mode tls;
		uint16_t port;
		const char *expected;
	} rows[] = {{POP3_TLS_IMPLICIT, 0, "pop.example.org:995\n"},
	    {POP3_TLS_STARTTLS, 0, "pop.example.org:110\n"},
	    {POP3_TLS_NONE, 0, "pop.example.org:110\n"},
	    {POP3_TLS_IMPLICIT, 1995, "pop.example.org:1995\n"}};

	settings.proxy_command = strdup("echo %h:%p");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[64] = "";
		size_t used = 0;
		ssize_t got;

		settings.tls = rows[i].tls;
		settings.port = rows[i].port;
		cr_assert_eq(opened(), EXIT_DONE, "%s", scene_said());
		while ((got = read(options.descriptor, text + used,
			    sizeof text - 1 - used)) > 0)
			used += (size_t)got;
		cr_expect_str_eq(text, rows[i].expected);
		close(options.descriptor);
		route_close(&route, &talk);
	}
}

Test(route, command_that_means_nothing_is_told_where_it_was_said)
{
	settings.proxy_command = strdup("nc %x");
	cr_expect_eq(opened(), EXIT_CONFIG);
	route_close(&route, &talk);
	settings.from_url = true;
	cr_expect_eq(opened(), EXIT_USAGE);
	route_close(&route, &talk);
	cr_expect_str_neq(scene_said(), "");
}

/* ---- A ticket ------------------------------------------------------------ */

Test(route, ticket_that_broke_the_handshake_is_not_tried_again)
{
	static const enum pop3_status broken[] = {
	    POP3_E_TLS, POP3_E_CLOSED, POP3_E_TIMEOUT};
	const char *name = "jim@pop.example.org.tls";

	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		scene_write(name, 0600, "octets");
		cr_expect_eq(opened(), EXIT_DONE);
		cr_expect_eq(options.tls_ticket_length, 6);
		route_connected(&route, POP3_E_CONNECT);
		cr_expect_null(route.ticket.octets);
		route_close(&route, &talk);
		cr_expect_eq(access(name, F_OK), 0);
		cr_expect_eq(opened(), EXIT_DONE);
		route_connected(&route, broken[i]);
		route_close(&route, &talk);
		cr_expect_neq(access(name, F_OK), 0);
	}
}
