#include "tests/unit/text/field.h"

struct expected {
	const char *field;
	const char *text;
};

static void expect_in(const char *charset, const char *octets, size_t length,
    const char *expected)
{
	struct pop3_field field = field_of(octets, length);
	char *text = NULL;

	cr_assert_eq(pop3_header_text(&field, charset, &text), POP3_OK);
	cr_expect_str_eq(text, expected,
	    "\n  field '%s'\n  gives '%s'\n  not   '%s'", octets, text,
	    expected);
	free(text);
}

static void expect_all(
    const char *charset, const struct expected *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_in(charset, table[i].field, strlen(table[i].field),
		    table[i].text);
}

#define EXPECT_ALL(charset, table)                                             \
	expect_all(charset, table, sizeof table / sizeof table[0])

Test(line, plain_text_stays)
{
	static const struct expected table[] = {
	    {"", ""},
	    {" Hello", "Hello"},
	    {"no blank in front", "no blank in front"},
	    {"  two  blanks  ", "two  blanks"},
	    {" =? ?= =?= ?", "=? ?= =?= ?"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, folds_and_tabs_are_one_blank)
{
	static const struct expected table[] = {
	    {" one\r\n two", "one two"},
	    {" one\n two", "one two"},
	    {" one\r\n\t  two", "one two"},
	    {" one \r\n two", "one two"},
	    {" one\ttwo\t\tthree", "one two three"},
	    {"\r\n one", "one"},
	    {" one\r\n \r\n", "one"},
	    {" one\rtwo\nthree", "one two three"},
	    {" one\v\ftwo", "one two"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, q_words_are_decoded)
{
	static const struct expected table[] = {
	    {" =?UTF-8?Q?R=C3=A9union_d=C3=A9cal=C3=A9e?=", "Réunion décalée"},
	    {" =?iso-8859-1?q?R=E9union_d=E9cal=e9e_=E0_No=EBl?=",
		"Réunion décalée à Noël"},
	    {" Re: =?ISO-8859-15?Q?10=A4_par_mois?=", "Re: 10€ par mois"},
	    {" =?us-ascii?Q?plain?= text", "plain text"},
	    {" =?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"},
	    {" =?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"},
	    {" =?utf-8?Q?\?= empty", "empty"},
	    {" =?utf-8?Q?a=3Fb=5Fc=20d?=", "a?b_c d"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, b_words_are_decoded)
{
	static const struct expected table[] = {
	    {" =?utf-8?B?UsOpdW5pb24=?=", "Réunion"},
	    {" =?UTF-8?b?8J+TrCBNYWls?=", "📬 Mail"},
	    {" =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"},
	    {" =?Shift_JIS?B?grGC8YLJgr+CzQ==?=", "こんにちは"},
	    {" =?euc-jp?B?pLOk86TLpMGkzw==?=", "こんにちは"},
	    {" =?gb2312?B?xOO6ww==?=", "你好"},
	    {" =?big5?B?p0Gmbg==?=", "你好"},
	    {" =?euc-kr?B?vsiz58fPvLy/5A==?=", "안녕하세요"},
	    {" =?utf-8?B?\?=", ""},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, charsets_have_the_names_that_mailers_give_them)
{
	static const struct expected table[] = {
	    {" =?utf8?Q?=C3=A9?=", "é"},
	    {" =?UNICODE-1-1-UTF-8?Q?=C3=A9?=", "é"},
	    {" =?latin1?Q?=E9?=", "é"},
	    {" =?cp-1252?Q?=80?=", "€"},
	    {" =?iso-8859-8-i?B?+ezl7Q==?=", "שלום"},
	    {" =?ks_c_5601-1987?B?vsiz58fPvLy/5A==?=", "안녕하세요"},
	    {" =?x-sjis?B?h0A=?=", "①"},
	    {" =?x-unknown?Q?caf=E9?= =?x-unknown?Q?=C3=A9?=", "café"
							       "é"},
	    {" =?unknown-8bit?Q?=C3=A9?=", "é"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, a_charset_named_for_its_superset_is_read_as_that)
{
	static const struct expected table[] = {
	    /* The quotes and the dash of Windows. */
	    {" =?iso-8859-1?Q?=93Don=92t=94_=96_ok?=", "“Don’t” – ok"},
	    /* Characters that GBK and UHC have, and the named ones do not. */
	    {" =?gb2312?Q?=E9F?=", "镕"},
	    {" =?ks_c_5601-1987?Q?=8Cc?=", "똠"},
	    /* Kana of half the width. */
	    {" =?iso-2022-jp?Q?=1B(I12=1B(B?=", "ｱｲ"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, a_language_is_no_part_of_the_charset)
{
	static const struct expected table[] = {
	    {" =?utf-8*fr?Q?No=C3=ABl?=", "Noël"},
	    {" =?iso-8859-1*en-GB?B?bOk=?=", "lé"},
	    {" =?utf-8*?Q?x?=", "x"},
	    {" =?*en?Q?x?=", "=?*en?Q?x?="},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, blanks_between_words_are_dropped)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"},
	    {" =?utf-8?Q?a?=\r\n =?utf-8?B?Yg==?=", "ab"},
	    {" =?utf-8?Q?a?=\r\n\t =?iso-8859-1?Q?b?=", "ab"},
	    {" =?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
	    {" =?utf-8?Q?a_?= =?utf-8?Q?b?=", "a b"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, blanks_between_words_and_text_stay)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?a?= b", "a b"},
	    {" a =?utf-8?Q?b?=", "a b"},
	    {" =?utf-8?Q?a?=  b  =?utf-8?Q?c?=", "a  b  c"},
	    {" =?utf-8?Q?a?=\r\n b", "a b"},
	    {" a\r\n =?utf-8?Q?b?=", "a b"},
	    {" a=?utf-8?Q?b?=c", "abc"},
	    {" \"=?utf-8?Q?J=C3=BCrgen?=\" <j@example.org>",
		"\"Jürgen\" <j@example.org>"},
	    {" (=?utf-8?Q?a?=)", "(a)"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, characters_split_over_words_are_joined)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"},
	    {" =?UTF-8?Q?caf=C3?= =?utf8?B?qQ==?=", "café"},
	    {" =?utf-8?Q?=F0=9F?=\r\n =?utf-8?Q?=93?=\r\n =?utf-8?Q?=AC?=",
		"📬"},
	    {" =?utf-8*en?Q?=C3?= =?utf-8*fr?Q?=A9?=", "é"},
	    {" =?Shift_JIS?B?grGC?= =?Shift_JIS?B?8Q==?=", "こん"},
	    /* Each word in its own shift, as it should be. */
	    {" =?iso-2022-jp?B?GyRCJDMbKEI=?= =?iso-2022-jp?B?GyRCJHMbKEI=?=",
		"こん"},
	    /* Cut without going back to ASCII. */
	    {" =?iso-2022-jp?B?GyRCJDM=?= =?iso-2022-jp?B?JHMbKEI=?=", "こん"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, halves_that_do_not_meet_are_not_joined)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?caf=C3?= and =?utf-8?Q?=A9?=", "caf\uFFFD and \uFFFD"},
	    {" =?utf-8?Q?caf=C3?= =?us-ascii?Q?=A9?=", "caf\uFFFD©"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, octets_that_are_no_character_are_replaced)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?caf=E9!?=", "caf\uFFFD!"},
	    {" =?utf-8?Q?=C0=AF?=", "\uFFFD\uFFFD"},
	    {" =?utf-8?Q?=ED=A0=80?=", "\uFFFD\uFFFD\uFFFD"},
	    {" =?euc-jp?Q?=A4=B3=A4?=", "こ\uFFFD"},
	    {" =?euc-jp?Q?=FF=A4=B3?=", "\uFFFDこ"},
	    {" =?gb18030?Q?a=81=30=81?=", "a\uFFFD"},
	    {" =?iso-8859-1?Q?=81?=", "\uFFFD"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, behind_no_character_the_next_one_begins)
{
	static const struct expected table[] = {
	    {" =?euc-jp?Q?=A9=A1=A4=B3=A4=F3!?=", "\uFFFDこん!"},
	    {" =?euc-jp?Q?=A4=B3=A9=A1?=", "こ\uFFFD"},
	    {" =?gb2312?Q?=FF=C4=E3=BA=C3?=", "\uFFFD你好"},
	    {" =?euc-kr?Q?=C9=A1=BE=C8=B3=E7?=", "\uFFFD안녕"},
	    /* The octet within ASCII is its own. */
	    {" =?euc-jp?Q?=A4\"=A4=B3?=", "\uFFFD\"こ"},
	    /* The 1 in a circle that JIS X 0208 lacks, in front of it. */
	    {" =?iso-2022-jp?Q?=1B$B-!$3$s=1B(B!?=", "\uFFFDこん!"},
	    {" =?iso-2022-jp?Q?=1B$B$3$=1B(B!?=", "こ\uFFFD!"},
	    /* Half of a pair of surrogates. */
	    {" =?utf-16be?Q?=D8=3D=00A=DE=00?=", "\uFFFDA\uFFFD"},
	    {" =?utf-16be?Q?=D8=00=00A?=", "\uFFFDA"},
	    {" =?utf-16be?Q?=DB=FF=00A?=", "\uFFFDA"},
	    {" =?utf-16be?Q?=DC=00=00A?=", "\uFFFDA"},
	    {" =?utf-16be?Q?=DF=FF=00A?=", "\uFFFDA"},
	    {" =?utf-16be?Q?=D8=00=DF=FF=DB=FF?=", "\U000103FF\uFFFD"},
	    {" =?utf-16be?Q?=00A=D8=3D=DE?=", "A\uFFFD"},
	    {" =?utf-16be?Q?=00A=D8?=", "A\uFFFD"},
	    {" =?utf-32be?Q?=00=11=00=00=00=00=00A?=", "\uFFFDA"},
	    {" =?utf-32be?Q?=00=00=D8=3D=00=00=00A?=", "\uFFFDA"},
	    {" =?utf-32be?Q?=00=00=DE=00=00=00=00A=00?=", "\uFFFDA\uFFFD"},
	    /* An octet is a character. */
	    {" =?windows-1253?Q?=AA=C1=C2?=", "\uFFFDΑΒ"},
	};

	EXPECT_ALL(NULL, table);
}

/* RFC 2781, section 4.3 */
Test(line, utf16_is_big_endian_unless_it_says_otherwise)
{
	static const struct expected table[] = {
	    {" =?utf-16?B?AEcA/A==?=", "Gü"},
	    {" =?UTF-16?Q?=FE=FF=00G?=", "G"},
	    {" =?utf-16?Q?=FF=FEG=00?=", "G"},
	    {" =?utf-16?Q?=FF=21?=", "Ａ"},
	    {" =?utf-16?Q?=00?= =?utf-16?Q?G=00=FC?=", "Gü"},
	    {" =?utf-16?Q?=FF=FEG=00?= x =?utf-16?Q?=00G?=", "G x G"},
	    {" =?utf-16?Q?=00G?= x =?utf-16?Q?=FF=FEG=00?=", "G x G"},
	    {" =?utf-16?Q?=FF=FE?=", ""},
	    {" =?utf-16le?Q?G=00?=", "G"},
	    /* Whose name says it already has no mark that says otherwise. */
	    {" =?utf-16be?Q?=FF=FE=00G?=", "\uFFFEG"},
	    {" =?utf-32be?Q?=FF=FE=00=00=00=00=00G?=", "\uFFFDG"},
	    {" =?utf-16?Q?=D8=3D=DE=00?=", "😀"},
	    {" =?utf-16le?Q?=3D=D8=00=DE?=", "😀"},
	    /* The first pair, and the last that is a character. */
	    {" =?utf-16be?Q?=D8=00=DC=00?=", "\U00010000"},
	    {" =?utf-16be?Q?=DB=FF=DF=FD?=", "\U0010FFFD"},
	    {" =?utf-32le?Q?=00=F6=01=00?=", "😀"},
	    {" =?utf-32?Q?=00=00=00G?=", "G"},
	    {" =?utf-32?Q?=FF=FE=00=00G=00=00=00?=", "G"},
	    {" =?utf-32?Q?=00=00=00G?= x"
	     " =?utf-32?Q?=FF=FE=00=00G=00=00=00?=",
		"G x G"},
	    {" =?iso-10646-ucs-2?Q?=00G?=", "G"},
	    {" =?utf-16?Q?\?=", ""},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, an_unknown_charset_is_left_encoded)
{
	static const struct expected table[] = {
	    {" =?x-nobody-knows?Q?caf=E9?=", "=?x-nobody-knows?Q?caf=E9?="},
	    {" =?x-nobody?Q?a?= =?x-nobody?Q?b?=",
		"=?x-nobody?Q?a?= =?x-nobody?Q?b?="},
	    {" =?utf-8?Q?a?= =?x-nobody?Q?b?= =?utf-8?Q?c?=",
		"a =?x-nobody?Q?b?= c"},
	    {" =?utf-8//IGNORE?Q?a?=", "=?utf-8//IGNORE?Q?a?="},
	    {" =?//?Q?a?=", "=?//?Q?a?="},
	    {" =?a-name-that-is-longer-than-that-of-any-charset-there-is?Q?a?=",
		"=?a-name-that-is-longer-than-that-of-any-charset-there-is?Q?a?"
		"="},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, a_word_that_is_not_in_its_encoding_is_left_encoded)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?100=?=", "=?utf-8?Q?100=?="},
	    {" =?utf-8?Q?=G0?=", "=?utf-8?Q?=G0?="},
	    {" =?utf-8?B?w6k*?=", "=?utf-8?B?w6k*?="},
	    {" =?utf-8?X?abc?=", "=?utf-8?X?abc?="},
	    {" =?utf-8?QB?abc?=", "=?utf-8?QB?abc?="},
	    {" =??Q?abc?=", "=??Q?abc?="},
	    {" =?utf-8?Q?never ends", "=?utf-8?Q?never ends"},
	    {" =?utf-8?Q?never?", "=?utf-8?Q?never?"},
	    {" =?utf-8?Q", "=?utf-8?Q"},
	    {" =?utf-8", "=?utf-8"},
	    {" =?", "=?"},
	    {" =", "="},
	    {" =?utf 8?Q?a?=", "=?utf 8?Q?a?="},
	    /* The next word is not lost. */
	    {" =?utf-8?Q?a =?utf-8?Q?b?=", "=?utf-8?Q?a b"},
	    {" =?utf-8?B?YQ =?utf-8?B?Yg==?=", "=?utf-8?B?YQ b"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, words_are_read_more_widely_than_they_may_be_written)
{
	static const struct expected table[] = {
	    /* Base64 without its padding, and cut. */
	    {" =?utf-8?B?w6k?=", "é"},
	    {" =?utf-8?B?w6lh?=", "éa"},
	    {" =?utf-8?B?YWJjZA?=", "abcd"},
	    {" =?utf-8?B?YWJjZ?=", "abc"},
	    /* Two texts with their padding, glued together. */
	    {" =?utf-8?B?YQ==Yg==?=", "ab"},
	    /* Blanks, folds and question marks inside. */
	    {" =?utf-8?Q?a b?=", "a b"},
	    {" =?utf-8?Q?a\r\n b?=", "a b"},
	    {" =?utf-8?B?YW\r\n Jj?=", "abc"},
	    {" =?utf-8?Q?Really?\?=", "Really?"},
	    /* Octets that should have been encoded. */
	    {" =?utf-8?Q?é?=", "é"},
	    {" =?iso-8859-1?Q?\xE9?=", "é"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, raw_octets_are_utf8_or_latin1)
{
	static const struct expected table[] = {
	    {" Réunion", "Réunion"},
	    {" R\xE9union", "Réunion"},
	    {" 郵便 📬", "郵便 📬"},
	    {" Don\x92t", "Don’t"},
	    /* UTF-8 that a limit on length has cut. */
	    {" Réunion d\xC3", "Réunion dÃ"},
	    {" both: é \xE9", "both: é é"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, no_control_character_gets_by)
{
	static const struct expected table[] = {
	    {" \x1B[2J\x07\x7F", "?[2J??"},
	    {" \xC2\x9B"
	     "2J",
		"?2J"},
	    {" =?utf-8?Q?=1B[31mred?=", "?[31mred"},
	    {" =?utf-8?B?AAEC?=", "???"},
	    {" =?utf-8?Q?=C2=9B2J?=", "?2J"},
	    {" =?iso-8859-5?Q?=9B2J?=", "?2J"},
	    {" =?utf-8?Q?a=0D=0AX-Header:_b?=", "a X-Header: b"},
	    {" =?utf-8?Q?a=09b=0Ac?=", "a b c"},
	    {" =?utf-16be?Q?=00=1B=00[?=", "?["},
	    {" =?utf-7?Q?+ABs-x?=", "?x"},
	};

	EXPECT_ALL(NULL, table);
	expect_in(NULL, " a\0b", 4, "a?b");
}

Test(line, nothing_turns_the_direction_of_writing)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?a=E2=80=AEfdp.exe?=", "a?fdp.exe"},
	    {" a\u202Db\u202C\u2066c\u2069", "a?b??c?"},
	    /* Separators are blanks, marks without a shape are dropped. */
	    {" a\u2028b\u2029c\xC2\x85"
	     "d",
		"a b c d"},
	    {" \u200Fשלום\u200E \uFEFFx\u061Cy", "שלום xy"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, blanks_from_words_are_trimmed_too)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?__a__b__?=", "a  b"},
	    {" =?utf-8?Q?=0A?=", ""},
	    {" =?utf-8?Q?a=20?=\r\n b", "a b"},
	};

	EXPECT_ALL(NULL, table);
}

Test(line, latin1_readers_get_latin1)
{
	static const struct expected table[] = {
	    {" =?utf-8?Q?R=C3=A9union?=", "R\xE9union"},
	    {" 郵便 at No\xEBl", "?? at No\xEBl"},
	    {" =?utf-8?Q?=FF?=", "?"},
	    {" x", "x"},
	    {" ", ""},
	};

	EXPECT_ALL("ISO-8859-1", table);
}

Test(line, no_c1_control_reaches_a_latin1_terminal)
{
	struct pop3_field field = FIELD(" \x9B =?iso-8859-1?Q?=9B?=");
	char *text;

	cr_assert_eq(pop3_header_text(&field, "ISO-8859-1", &text), POP3_OK);
	for (const char *c = text; *c != '\0'; c++)
		cr_expect_not(
		    (unsigned char)*c >= 0x7F && (unsigned char)*c < 0xA0);
	free(text);
}

Test(line, readers_in_the_locale_c_get_ascii)
{
	struct pop3_field field = FIELD(" Réunion =?utf-8?Q?=E9=83=B5?= ok");
	char *text;

	cr_assert_eq(
	    pop3_header_text(&field, "ANSI_X3.4-1968", &text), POP3_OK);
	for (const char *c = text; *c != '\0'; c++)
		cr_expect(
		    (unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7F);
	cr_expect_eq(text[0], 'R');
	cr_expect_not_null(strstr(text, "union ? ok"));
	free(text);
}

Test(line, readers_may_have_utf8_by_any_name)
{
	expect_in("UTF-8", " R\xE9union", 8, "Réunion");
	expect_in("utf8", " R\xE9union", 8, "Réunion");
}

Test(line, readers_may_have_a_charset_with_shifts)
{
	expect_in("ISO-2022-JP", " \xE9\x83\xB5!", 5, "\x1B$BM9\x1B(B!");
	/* The mark for what is missing is in the right shift. */
	expect_in("ISO-2022-JP", " \xE9\x83\xB5\xD7\xA9\xE9\x83\xB5", 9,
	    "\x1B$BM9\x1B(B?\x1B$BM9\x1B(B");
}

Test(line, a_readers_charset_that_is_unknown_is_refused)
{
	static const char *const charsets[] = {"", "x-nobody-knows", "UTF-8//",
	    "ISO-8859-1//TRANSLIT", "a b", "UTF-16", "UCS-4LE"};
	struct pop3_field field = FIELD(" x");
	/* In UTF-16 its octets are 7E and 01. */
	struct pop3_field without_nul = FIELD(" \xC5\xBE");
	struct pop3_field empty = FIELD("");
	char *text = NULL;

	for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++) {
		cr_expect_eq(pop3_header_text(&field, charsets[i], &text),
		    POP3_E_UNSUPPORTED, "%s", charsets[i]);
		cr_expect_eq(pop3_header_text(&without_nul, charsets[i], &text),
		    POP3_E_UNSUPPORTED, "%s", charsets[i]);
		cr_expect_eq(pop3_header_text(&empty, charsets[i], &text),
		    POP3_E_UNSUPPORTED, "%s", charsets[i]);
	}
	cr_expect_null(text);
}

static void survives(const char *piece)
{
	char *octets = repeated(piece);
	struct pop3_field field = field_of(octets, LONG_FIELD);
	char *text;

	cr_assert_eq(pop3_header_text(&field, NULL, &text), POP3_OK);
	cr_expect_leq(strlen(text), 3 * LONG_FIELD);
	free(text);
	cr_assert_eq(pop3_header_text(&field, "ISO-8859-1", &text), POP3_OK);
	free(text);
	free(octets);
}

Test(line, a_megabyte_takes_no_longer_than_its_octets)
{
	survives("=?utf-8?q?");
	survives("=?utf-8?b?");
	survives("=?utf-8?q?=");
	survives("=?utf-8?q?a?= ");
	survives("=?utf-8?q?=C3?=");
	survives("=?");
	survives("=?a");
	survives("?=");
	survives(" ");
	survives("\r\n ");
	survives("x");
	survives("\xE9");
	survives("=?a?q?b?==?iso-2022-jp?q?c?= =?koi8-r?q?=F0?=");
}

Test(line, a_word_of_a_megabyte_is_a_word)
{
	static const char front[] = "=?utf-8?Q?", behind[] = "?=";
	char *octets = repeated("abc_");
	struct pop3_field field;
	char *text;

	memcpy(octets, front, sizeof front - 1);
	memcpy(octets + LONG_FIELD - 2, behind, 2);
	field = field_of(octets, LONG_FIELD);
	cr_assert_eq(pop3_header_text(&field, NULL, &text), POP3_OK);
	cr_expect_eq(strlen(text), LONG_FIELD - 12);
	free(text);
	free(octets);
}

Test(line, more_charsets_than_any_mail_has_are_left_encoded)
{
	static const char *const charsets[] = {"koi8-r", "iso-8859-2",
	    "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-7",
	    "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-16"};
	char words[512] = "";
	char *text;
	struct pop3_field field;

	for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++) {
		strcat(words, " =?");
		strcat(words, charsets[i]);
		strcat(words, "?Q?a?=");
	}
	field = field_of(words, strlen(words));
	cr_assert_eq(pop3_header_text(&field, NULL, &text), POP3_OK);
	cr_expect_str_eq(text, "aaaaaaaa =?iso-8859-14?Q?a?= "
			       "=?iso-8859-16?Q?a?=");
	free(text);
}

Test(line, words_may_take_turns_with_their_charsets)
{
	static const char *const charsets[] = {
	    "koi8-r", "iso-8859-2", "iso-8859-5"};
	char words[1024] = "";

	for (size_t i = 0; i < 30; i++) {
		strcat(words, " =?");
		strcat(words, charsets[i % 3]);
		strcat(words, "?Q?a?=");
	}
	expect_in(NULL, words, strlen(words), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}
