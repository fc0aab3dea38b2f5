/*
 * state/checksum.c - CRC-32 (polynomial 0x04C11DB7, reflected).
 *
 * A CRC finds every change of up to 32 bits in a row, so every damaged octet;
 * this one is in the standard library of every scripting language, so that a
 * state file can be checked or mended without us.
 *
 * Eight octets are taken at a time ("slicing"): table k says what an octet
 * does to the remainder k octets later.  A CRC is linear, so an entry is the
 * sum of what its bits do, and the eight tables are spelled by the compiler
 * from eight constants each.
 */
#include "libpop3/state/checksum.h"

#include "libpop3/base/word.h"

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
#define ROW_256(...)                                                           \
	ROW_64(0U, __VA_ARGS__), ROW_64(64U, __VA_ARGS__),                     \
	    ROW_64(128U, __VA_ARGS__), ROW_64(192U, __VA_ARGS__)

static const uint32_t later[8][256] = {
    {ROW_256(0x77073096, 0xEE0E612C, 0x076DC419, 0x0EDB8832, 0x1DB71064,
	0x3B6E20C8, 0x76DC4190, 0xEDB88320)},
    {ROW_256(0x191B3141, 0x32366282, 0x646CC504, 0xC8D98A08, 0x4AC21251,
	0x958424A2, 0xF0794F05, 0x3B83984B)},
    {ROW_256(0x01C26A37, 0x0384D46E, 0x0709A8DC, 0x0E1351B8, 0x1C26A370,
	0x384D46E0, 0x709A8DC0, 0xE1351B80)},
    {ROW_256(0xB8BC6765, 0xAA09C88B, 0x8F629757, 0xC5B428EF, 0x5019579F,
	0xA032AF3E, 0x9B14583D, 0xED59B63B)},
    {ROW_256(0x3D6029B0, 0x7AC05360, 0xF580A6C0, 0x30704BC1, 0x60E09782,
	0xC1C12F04, 0x58F35849, 0xB1E6B092)},
    {ROW_256(0xCB5CD3A5, 0x4DC8A10B, 0x9B914216, 0xEC53826D, 0x03D6029B,
	0x07AC0536, 0x0F580A6C, 0x1EB014D8)},
    {ROW_256(0xA6770BB4, 0x979F1129, 0xF44F2413, 0x33EF4E67, 0x67DE9CCE,
	0xCFBD399C, 0x440B7579, 0x8816EAF2)},
    {ROW_256(0xCCAA009E, 0x4225077D, 0x844A0EFA, 0xD3E51BB5, 0x7CBB312B,
	0xF9766256, 0x299DC2ED, 0x533B85DA)},
};

/* Fewer than eight octets; what of the remainder lies beyond them stays. */
static uint32_t add_rest(uint32_t crc, const char *octets, size_t length)
{
	uint32_t sum = 0;

	for (; length > 0; octets++, length--) {
		sum ^= later[length - 1][(crc ^ (unsigned char)*octets) & 0xFF];
		crc >>= 8;
	}
	return sum ^ crc;
}

uint32_t p3_checksum(uint32_t front, const char *octets, size_t length)
{
	uint32_t crc = ~front;

	for (; length >= 8; octets += 8, length -= 8) {
		uint64_t word = p3_word_read(octets) ^ crc;

		crc =
		    later[7][word & 0xFF] ^ later[6][word >> 8 & 0xFF] ^
		    later[5][word >> 16 & 0xFF] ^ later[4][word >> 24 & 0xFF] ^
		    later[3][word >> 32 & 0xFF] ^ later[2][word >> 40 & 0xFF] ^
		    later[1][word >> 48 & 0xFF] ^ later[0][word >> 56];
	}
	return ~add_rest(crc, octets, length);
}
