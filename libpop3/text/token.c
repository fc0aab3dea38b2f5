/*
 * text/token.c - comments and quoted-strings (RFC 5322, sections 3.2.1, 3.2.2
 * and 3.2.4).
 *
 * Comments nest, and a hostile header nests them a million deep: the depth is
 * a number, not a call.
 */
#include "libpop3/text/token.h"

size_t p3_comment_length(const char *octets, size_t length)
{
	size_t depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (octets[i] == '\\')
			i++;
		else if (octets[i] == '(')
			depth++;
		else if (octets[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

size_t p3_quoted_length(const char *octets, size_t length)
{
	for (size_t i = 1; i < length; i++) {
		if (octets[i] == '\\')
			i++;
		else if (octets[i] == '"')
			return i + 1;
	}
	return 0;
}

size_t p3_skip_comments(const char *octets, size_t length)
{
	size_t i = 0;

	while (i < length) {
		size_t n = 1;

		if (octets[i] == '(')
			n = p3_comment_length(octets + i, length - i);
		else if (!p3_is_folding(octets[i]))
			break;
		if (n == 0)
			return length;
		i += n;
	}
	return i;
}
