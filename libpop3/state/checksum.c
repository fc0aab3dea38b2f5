/*
 * state/checksum.c - CRC-32 (polynomial 0x04C11DB7, reflected).
 *
 * A CRC finds every change of up to 32 bits in a row, so every damaged octet;
 * this one is in the standard library of every scripting language, so that a
 * state file can be checked or mended without us.
 *
 * Four octets are taken at a time ("slicing"): table k says what an octet
 * does to the remainder k octets later.  A CRC is linear, so an entry is the
 * sum of what its bits do, and the four tables are spelled by the compiler
 * from eight constants each.
 */
#include "libpop3/state/checksum.h"

/* What octet b adds, where c0 to c7 are what its bits 0 to 7 add. */
#define BIT(b, n, c) (((b) & (1U << (n))) != 0 ? (c) : 0U)
#define ENTRY(b, c0, c1, c2, c3, c4, c5, c6, c7)                               \
	(BIT(b, 0, c0) ^ BIT(b, 1, c1) ^ BIT(b, 2, c2) ^ BIT(b, 3, c3) ^       \
	    BIT(b, 4, c4) ^ BIT(b, 5, c5) ^ BIT(b, 6, c6) ^ BIT(b, 7, c7))

#define ROW_4(b, ...)                                                          \
	ENTRY(b, __VA_ARGS__), ENTRY(b + 1U, __VA_ARGS__),                     \
	    ENTRY(b + 2U, __VA_ARGS__), ENTRY(b + 3U, __VA_ARGS__)
#define ROW_16(b, ...)                                                         \
	ROW_4(b, __VA_ARGS__), ROW_4(b + 4U, __VA_ARGS__),                     \
	    ROW_4(b + 8U, __VA_ARGS__), ROW_4(b + 12U, __VA_ARGS__)
#define ROW_64(b, ...)                                                         \
	ROW_16(b, __VA_ARGS__), ROW_16(b + 16U, __VA_ARGS__),                  \
	    ROW_16(b + 32U, __VA_ARGS__), ROW_16(b + 48U, __VA_ARGS__)
#define TABLE(...)                                                             \
	{                                                                      \
		ROW_64(0U, __VA_ARGS__), ROW_64(64U, __VA_ARGS__),             \
		    ROW_64(128U, __VA_ARGS__), ROW_64(192U, __VA_ARGS__)       \
	}

static const uint32_t later[4][256] = {
    TABLE(0x77073096, 0xEE0E612C, 0x076DC419, 0x0EDB8832, 0x1DB71064,
	0x3B6E20C8, 0x76DC4190, 0xEDB88320),
    TABLE(0x191B3141, 0x32366282, 0x646CC504, 0xC8D98A08, 0x4AC21251,
	0x958424A2, 0xF0794F05, 0x3B83984B),
    TABLE(0x01C26A37, 0x0384D46E, 0x0709A8DC, 0x0E1351B8, 0x1C26A370,
	0x384D46E0, 0x709A8DC0, 0xE1351B80),
    TABLE(0xB8BC6765, 0xAA09C88B, 0x8F629757, 0xC5B428EF, 0x5019579F,
	0xA032AF3E, 0x9B14583D, 0xED59B63B),
};

/* Built from octets, so that it is the same on every machine. */
static uint32_t little_endian(const char *octets)
{
	const unsigned char *o = (const unsigned char *)octets;

	return (uint32_t)o[0] | (uint32_t)o[1] << 8 | (uint32_t)o[2] << 16 |
	       (uint32_t)o[3] << 24;
}

uint32_t p3_checksum(const char *octets, size_t length)
{
	uint32_t crc = 0xFFFFFFFF;

	for (; length >= 4; octets += 4, length -= 4) {
		crc ^= little_endian(octets);
		crc = later[3][crc & 0xFF] ^ later[2][crc >> 8 & 0xFF] ^
		      later[1][crc >> 16 & 0xFF] ^ later[0][crc >> 24];
	}
	for (; length > 0; octets++, length--)
		crc =
		    later[0][(crc ^ (unsigned char)*octets) & 0xFF] ^ crc >> 8;
	return ~crc;
}
