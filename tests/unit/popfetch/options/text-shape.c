/*
 * The shapes of texts: what is taken, and what is refused while it is read.
 */
#include <criterion/criterion.h>

#include "popfetch/options/text-shape.h"

#define HEX32	  "0123456789abcdef0123456789ABCDEF"
#define COLONS8	  "01:23:45:67:89:ab:CD:EF"
#define BASE64_43 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij0123+/9"

static void expect(bool (*fits)(const char *), const char *const *taken,
    const char *const *refused)
{
	for (; *taken != NULL; taken++)
		cr_expect(fits(*taken), "'%s' is taken", *taken);
	for (; *refused != NULL; refused++)
		cr_expect_not(fits(*refused), "'%s' is refused", *refused);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(text_shape, proxy_is_of_a_kind_that_there_is)
{
	expect(text_is_proxy,
	    LIST("socks5://h", "socks5h://h:1", "http://h:80", "http://u@h:1",
		"socks5://h/", "http://h:65535/", "socks5://u@[::1]",
		"socks5://[::1]:9", "http://[2001:db8::7]:3128"),
	    LIST("h:1", "ftp://h:1", "socks4://h", "https://h:1", "SOCKS5://",
		"http://h", "socks5://", "socks5://@", "socks5:///",
		"socks5://h:", "socks5://h:0", "socks5://h:99999",
		"http://h:65536", "http://h:80x", "http://h:80/x",
		"http://h/x:80", "http://:80", "socks5://::1", "socks5://[::1",
		"http://[]:80"));
}

Test(text_shape, a_password_in_a_proxy_is_refused_and_not_repeated)
{
	static const char *const urls[] = {"socks5://u:password@h",
	    "socks5://:password@h:1", "http://u:pass@word@h:80", "u:password@h",
	    "pops://u:password@h"};

	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		cr_expect_not(text_is_proxy(urls[i]), "%s", urls[i]);
		cr_expect_str_eq(text_to_repeat(urls[i]), "***");
	}
	cr_expect_str_eq(text_to_repeat("ftp://u@h:1"), "ftp://u@h:1");
	cr_expect_str_eq(text_to_repeat("h:1"), "h:1");
}

Test(text_shape, host_has_no_port_and_is_no_url)
{
	expect(text_is_host,
	    LIST("pop.example.org", "192.0.2.1", "2001:db8::7", "fe80::1%eth0",
		"b\303\274cher.example"),
	    LIST("jim@h", "jim:password@h", "h:995", "pops://h", "h/x",
		"192.0.2.1:110", "[::1]", "[::1]:110"));
}

Test(text_shape, fingerprint_is_a_sha256)
{
	expect(text_is_fingerprint,
	    LIST(HEX32 HEX32, COLONS8 ":" COLONS8 ":" COLONS8 ":" COLONS8,
		"sha256//" BASE64_43 "="),
	    LIST("abc", HEX32, HEX32 HEX32 "0", HEX32 HEX32 " ",
		COLONS8 ":" COLONS8 ":" COLONS8 ":" COLONS8 ":",
		COLONS8 ":" COLONS8 ":" HEX32,
		COLONS8 ":" COLONS8 ":" COLONS8 "-" COLONS8, "sha256//",
		"sha256//" BASE64_43,
		"sha256//" BASE64_43 "==", "sha256//0" BASE64_43 "=",
		"sha256//AAAA", "sha1//" HEX32 HEX32));
}

Test(text_shape, ip_address_is_in_figures)
{
	expect(text_is_ip_address, LIST("192.0.2.1", "::1", "2001:db8::7"),
	    LIST("localhost", "x", "192.0.2.1.5", "192.0.2.1:5"));
}

Test(text_shape, command_has_a_word_and_closed_quotes)
{
	expect(text_is_command, LIST("procmail", "sh -c 'a b'"),
	    LIST(" ", "a 'b", "\"x"));
}

Test(text_shape, lmtp_server_has_a_port_or_is_a_path)
{
	expect(text_is_lmtp_server,
	    LIST("localhost:24", "[::1]:24", "/run/lmtp", "./lmtp"),
	    LIST("localhost", "x y", "::1"));
}
