/*
 * Transports without a network: a socket with a path, a given descriptor; and
 * the addresses of all kinds as text.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>

#include "peer.h"

static void expect_echo(struct p3_transport *transport, int descriptor)
{
	struct pop3_error error;
	char octets[8];
	size_t count;

	send_text(descriptor, "hello");
	read_all(transport, octets, 5, &count, &error);
	cr_assert_eq(count, 5);
	cr_assert_eq(
	    p3_transport_write(transport, "aye", 3, &count, &error), P3_IO_OK);
	cr_assert_eq(recv(descriptor, octets, 3, MSG_WAITALL), 3);
	cr_assert_arr_eq(octets, "aye", 3);
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(address.sun_path, path);
	cr_assert_eq(
	    bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	listen(listener, 1);
	return listener;
}

Test(local, a_socket_with_a_path)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	char folder[] = "/tmp/net-test-XXXXXX", path[64];
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;
	int listener, accepted;

	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/pop3", folder);
	listener = listen_at(path);
	cr_assert_eq(p3_connect_local(path, &patience, &error, &transport),
	    POP3_OK, "%s", error.text);
	accepted = accept(listener, NULL, NULL);
	expect_echo(transport, accepted);
	cr_assert_str_eq(p3_transport_address(transport), path);
	p3_transport_free(transport);
	close(accepted);
	close(listener);

	/* The file is there and nobody listens. */
	cr_assert_eq(p3_connect_local(path, &patience, &error, &transport),
	    POP3_E_CONNECT);
	cr_assert_eq(error.sys_errno, ECONNREFUSED, "%s", error.text);
	unlink(path);
	cr_assert_eq(p3_connect_local(path, &patience, &error, &transport),
	    POP3_E_CONNECT);
	cr_assert_eq(error.sys_errno, ENOENT);
	cr_assert_not_null(strstr(error.text, path), "%s", error.text);
	rmdir(folder);
}

Test(local, a_listener_that_accepts_nobody_times_out)
{
	char folder[] = "/tmp/net-test-XXXXXX", path[64];
	struct pop3_error error = {.text = ""};
	struct p3_transport *transports[16];
	enum pop3_status status = POP3_OK;
	size_t count = 0;
	int listener;

	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/pop3", folder);
	listener = listen_at(path);
	while (status == POP3_OK && count < 16) {
		struct p3_patience patience = patience_ms(SHORT_MS);

		status = p3_connect_local(
		    path, &patience, &error, &transports[count]);
		count += status == POP3_OK;
	}
	cr_assert_eq(status, POP3_E_TIMEOUT, "%s", error.text);
	cr_assert_not_null(
	    strstr(error.text, "': timed out"), "%s", error.text);
	while (count > 0)
		p3_transport_free(transports[--count]);
	close(listener);
	unlink(path);
	rmdir(folder);
}

static int lowest_free_descriptor(void)
{
	int descriptor = dup(STDOUT_FILENO);

	cr_assert_neq(descriptor, -1);
	close(descriptor);
	return descriptor;
}

Test(local, what_nobody_listens_at_costs_no_descriptor)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	int before = lowest_free_descriptor();

	cr_assert_eq(
	    p3_connect_local("/nowhere/at-all", &patience, NULL, &transport),
	    POP3_E_CONNECT);
	cr_assert_eq(lowest_free_descriptor(), before);
}

Test(local, a_path_too_long_is_misuse_and_not_cut)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct sockaddr_un address;
	struct pop3_error error;
	char path[200];

	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	cr_assert_eq(p3_connect_local(path, &patience, &error, &transport),
	    POP3_E_MISUSE);
	cr_assert_not_null(strstr(error.text, "too long"));
	path[sizeof address.sun_path] = '\0';
	cr_assert_eq(p3_connect_local(path, &patience, &error, &transport),
	    POP3_E_MISUSE);
	path[sizeof address.sun_path - 1] = '\0';
	cr_assert_eq(p3_connect_local(path, &patience, &error, &transport),
	    POP3_E_CONNECT);
	cr_assert_eq(
	    p3_connect_local("", &patience, &error, &transport), POP3_E_MISUSE);
	cr_assert_str_eq(error.text, "the path of the socket is empty");
}

Test(local, a_descriptor_that_somebody_connected)
{
	struct p3_transport *transport;
	struct pop3_error error = {.text = ""};
	int ends[2];

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	cr_assert_eq(p3_connect_descriptor(ends[0], &error, &transport),
	    POP3_OK, "%s", error.text);
	cr_assert_neq(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
	expect_echo(transport, ends[1]);
	cr_assert_str_eq(p3_transport_address(transport), "(local)");
	p3_transport_free(transport);
	cr_assert_eq(fcntl(ends[0], F_GETFL), -1);
	close(ends[1]);
}

Test(local, what_is_no_stream_socket_is_misuse_and_stays_open)
{
	struct p3_transport *transport;
	struct pop3_error error;
	int ends[2];

	cr_assert_eq(
	    p3_connect_descriptor(99, &error, &transport), POP3_E_MISUSE);
	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(
	    p3_connect_descriptor(ends[0], &error, &transport), POP3_E_MISUSE);
	cr_assert_neq(fcntl(ends[0], F_GETFL), -1);
	close(ends[0]);
	close(ends[1]);
	cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	cr_assert_eq(
	    p3_connect_descriptor(ends[0], &error, &transport), POP3_E_MISUSE);
	close(ends[0]);
	close(ends[1]);
}

static void expect_address(const char *host, const char *brackets)
{
	struct p3_connect_options options = {.host = host};
	struct p3_patience patience = patience_ms(AMPLE_MS);
	int listener = peer_listen(host, &options.port);
	struct p3_transport *transport;
	char expected[64];

	if (listener == -1)
		return;
	snprintf(
	    expected, sizeof expected, brackets, host, (unsigned)options.port);
	cr_assert_eq(
	    p3_connect(&options, &patience, NULL, &transport), POP3_OK);
	cr_assert_str_eq(p3_transport_address(transport), expected);
	p3_transport_free(transport);
	close(listener);
}

Test(local, an_address_is_told_with_its_port)
{
	expect_address("127.0.0.1", "%s:%u");
	expect_address("::1", "[%s]:%u");
}
