/*
 * engine/listing.h - reading drop listings, scan listings, unique-id
 * listings (RFC 1939, sections 5 and 7) and the number LAST answers.
 *
 * Each reads one line, or the text of a one-line reply, without line end;
 * false means malformed and leaves the output as it was.
 */
#ifndef P3_ENGINE_LISTING_H
#define P3_ENGINE_LISTING_H

#include <pop3/event.h>

bool p3_drop_listing_read(
    struct pop3_span line, struct pop3_drop_listing *out_drop);
bool p3_scan_listing_read(
    struct pop3_span line, struct pop3_scan_listing *out_scan);
bool p3_unique_id_read(
    struct pop3_span line, struct pop3_unique_id_listing *out_uid);
bool p3_last_read(struct pop3_span line, uint32_t *out_last);

#endif
