/*
 * text/date.c - the date-time of a Date field (RFC 5322, section 3.3, and the
 * obsolete forms of section 4.3).
 *
 *	[day-name ","] day month year hour ":" minute [":" second] zone
 *
 * Comments and folds may stand between any two tokens.  The weekday says
 * nothing that the date does not say, and mailers write it in languages of
 * their own: it is passed over.  Years of two digits below 50 are of this
 * century, other years of two or three count from 1900.  A zone by name is
 * one of the eight American ones or, like a missing one, UTC: what the
 * letters of the military zones mean was told wrongly in RFC 822.
 *
 * The days are counted here, since timegm() is no part of POSIX and mktime()
 * has the zone of the machine.
 */
#include <pop3/header.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/number.h"
#include "libpop3/text/token.h"

#define YEAR_MIN 1900 /* RFC 5322, section 3.3 */
#define YEAR_MAX 9999

struct cursor {
	const char *at;
	const char *end;
};

struct moment {
	unsigned year, month, day, hour, minute, second;
	int offset_min;
};

/* ---- Tokens ------------------------------------------------------------ */

/* The next octet that is no blank and in no comment; NUL at the end. */
static char peek(struct cursor *cursor)
{
	cursor->at +=
	    p3_skip_comments(cursor->at, (size_t)(cursor->end - cursor->at));
	return cursor->at < cursor->end ? *cursor->at : '\0';
}

static bool take(struct cursor *cursor, char c)
{
	if (peek(cursor) != c)
		return false;
	cursor->at++;
	return true;
}

/* A number of at least min and at most max digits: how many; 0: there is none
 * such. */
static size_t take_number(
    struct cursor *cursor, size_t min, size_t max, unsigned *out_value)
{
	uint64_t value;
	size_t used;

	peek(cursor);
	if (!p3_number_read(cursor->at, (size_t)(cursor->end - cursor->at),
		YEAR_MAX, &value, &used) ||
	    used < min || used > max)
		return 0;
	cursor->at += used;
	*out_value = (unsigned)value;
	return used;
}

/* A run of letters; its length may be 0. */
static size_t take_word(struct cursor *cursor, const char **out_word)
{
	peek(cursor);
	*out_word = cursor->at;
	while (cursor->at < cursor->end && p3_is_letter(*cursor->at))
		cursor->at++;
	return (size_t)(cursor->at - *out_word);
}

/* ---- Parts ------------------------------------------------------------- */

/* Whatever is before the first digit, as long as it is a weekday's place:
 * one word in any script and a comma, or one word. */
static void skip_weekday(struct cursor *cursor)
{
	peek(cursor);
	while (cursor->at < cursor->end &&
	       (p3_is_letter(*cursor->at) || (unsigned char)*cursor->at > 0x7F))
		cursor->at++;
	take(cursor, '.');
	take(cursor, ',');
}

static bool take_month(struct cursor *cursor, unsigned *out_month)
{
	static const char months[][4] = {"jan", "feb", "mar", "apr", "may",
	    "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
	const char *word;
	size_t length = take_word(cursor, &word);

	for (unsigned i = 0; i < 12; i++)
		if (p3_same_name(word, length, months[i])) {
			*out_month = i + 1;
			return true;
		}
	return false;
}

static bool take_year(struct cursor *cursor, unsigned *out_year)
{
	size_t digits = take_number(cursor, 2, 4, out_year);

	if (digits == 2)
		*out_year += *out_year < 50 ? 2000 : 1900;
	else if (digits == 3)
		*out_year += 1900;
	return digits > 0 && *out_year >= YEAR_MIN;
}

static bool take_time(struct cursor *cursor, struct moment *moment)
{
	if (!take_number(cursor, 1, 2, &moment->hour) || !take(cursor, ':') ||
	    !take_number(cursor, 2, 2, &moment->minute))
		return false;
	if (take(cursor, ':') && !take_number(cursor, 2, 2, &moment->second))
		return false;
	/* 60 is a leap second. */
	return moment->hour < 24 && moment->minute < 60 && moment->second <= 60;
}

static bool take_offset(struct cursor *cursor, int *out_offset_min)
{
	int sign = *cursor->at++ == '-' ? -1 : 1;
	unsigned number;

	if (cursor->at == cursor->end || !p3_is_digit(*cursor->at) ||
	    !take_number(cursor, 4, 4, &number) || number % 100 >= 60)
		return false;
	*out_offset_min = sign * (int)(number / 100 * 60 + number % 100);
	return true;
}

static int named_offset(const char *word, size_t length)
{
	static const struct {
		char name[4];
		int hours;
	} zones[] = {{"edt", -4}, {"est", -5}, {"cdt", -5}, {"cst", -6},
	    {"mdt", -6}, {"mst", -7}, {"pdt", -7}, {"pst", -8}};

	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
		if (p3_same_name(word, length, zones[i].name))
			return zones[i].hours * 60;
	return 0;
}

/* "+0100", "EST", and "+0100 CET", whose name should be a comment. */
static bool take_zone(struct cursor *cursor, int *out_offset_min)
{
	char c = peek(cursor);
	bool numeric = c == '+' || c == '-';
	const char *word;
	size_t length;

	if (numeric && !take_offset(cursor, out_offset_min))
		return false;
	length = take_word(cursor, &word);
	if (!numeric)
		*out_offset_min = named_offset(word, length);
	return true;
}

/* ---- The calendar ------------------------------------------------------ */

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const unsigned char days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29u : days[month - 1];
}

/* Days from 1 January of the year 1 to the first day of a year. */
static int64_t days_before(unsigned year)
{
	int64_t past = (int64_t)year - 1;

	return past * 365 + past / 4 - past / 100 + past / 400;
}

static int64_t seconds_since_epoch(const struct moment *moment)
{
	int64_t days = days_before(moment->year) - days_before(1970);

	for (unsigned month = 1; month < moment->month; month++)
		days += days_in(moment->year, month);
	days += moment->day - 1;
	return ((days * 24 + moment->hour) * 60 + moment->minute -
		   moment->offset_min) *
		   60 +
	       moment->second;
}

bool pop3_header_date(
    const struct pop3_field *field, int64_t *out_seconds, int *out_offset_min)
{
	const char *octets = p3_field_octets(field);
	struct cursor cursor = {octets, octets + field->length};
	struct moment moment = {.second = 0};

	skip_weekday(&cursor);
	if (!take_number(&cursor, 1, 2, &moment.day) ||
	    !take_month(&cursor, &moment.month) ||
	    !take_year(&cursor, &moment.year) || !take_time(&cursor, &moment) ||
	    !take_zone(&cursor, &moment.offset_min))
		return false;
	peek(&cursor);
	if (cursor.at < cursor.end || moment.day < 1 ||
	    moment.day > days_in(moment.year, moment.month))
		return false;
	*out_seconds = seconds_since_epoch(&moment);
	*out_offset_min = moment.offset_min;
	return true;
}
